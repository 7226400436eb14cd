#include "core/run/setup.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/measures/measure.hpp"
#include "core/run/cost.hpp"
#include "core/run/objection.hpp"

namespace polesweep {
namespace {

const std::int64_t eight = 8;

Point example(const char* activation, const char* readout, bool complex_valued) {
  Point point;
  point.task = {"linear_teacher",
                {{"poles", std::vector<Complex>{0.5}}, {"gains", std::vector<Complex>{1.0}}, {"complex", complex_valued}}};
  point.network = {"dense", {{"activation", std::string(activation)}}};
  point.poles = {"ring", {{"count", eight}, {"radius", 0.9}}};
  point.recurrent = {"fixed", {}};
  point.readout = {readout, {{"step_size", 0.1}}};
  return point;
}

Measurement asked(const char* evaluation) { return {{100}, {}, {evaluation, 500}}; }

/// What is objected to; "" if nothing is.
std::string text_of(const std::optional<Objection>& found) { return found ? found->text() : ""; }

TEST(Setup, auto_is_exact_for_a_linear_network_and_holdout_else) {
  const data::DataFiles files;
  const Setups setups(files);
  EXPECT_EQ(setups.evaluation(example("identity", "rls", false), {"auto", 500}), (Evaluation{"exact", 0}));
  EXPECT_EQ(setups.evaluation(example("tanh", "rls", false), {"auto", 500}), (Evaluation{"holdout", 500}));
}

TEST(Setup, objections_name_the_field) {
  const data::DataFiles files;
  const Setups setups(files);
  EXPECT_FALSE(objection(setups, example("tanh", "lms", false), asked("auto")));
  EXPECT_EQ(text_of(objection(setups, example("tanh", "lms", true), asked("auto"))),
            "activation: tanh is for real data (the task is complex). Did you mean 'split_tanh'?");
  EXPECT_EQ(text_of(objection(setups, example("identity", "ridge", false), asked("prequential"))),
            "evaluation.kind: got 'prequential' (ridge predicts nothing while it learns)");
  EXPECT_EQ(
      text_of(objection(setups, example("tanh", "lms", false), asked("exact"))),
      "evaluation.kind: got 'exact' (no closed form of the risk: the task must be a linear teacher and the network linear). Did you mean "
      "'auto'?");
  Point widely = example("tanh", "lms", false);
  widely.readout.fields["regressors"] = std::string("widely_linear");
  EXPECT_EQ(text_of(objection(setups, widely, asked("auto"))),
            "regressors: widely_linear is for complex data (the task is real, where states are their own conjugates). Remove it?");
  Point start = example("tanh", "ridge", false);
  start.readout.fields["initial_readout"] = std::string("gaussian");
  EXPECT_EQ(text_of(objection(setups, start, asked("auto"))),
            "initial_readout: got 'gaussian' (ridge solves for its weights and has no start). Remove it?");
}

TEST(Setup, growth_names_the_field_to_change) {
  const data::DataFiles files;
  const Setups setups(files);
  const auto growth_of = [&](const char* activation, double radius, double leak, const char* evaluation = "auto") {
    Point point = example(activation, "lms", std::string(activation) == "modrelu");
    point.poles = {"random", {{"count", eight}, {"radius", radius}}};
    point.network.fields["leak"] = leak;
    return text_of(growth(setups, point, asked(evaluation)));
  };
  EXPECT_EQ(
      growth_of("identity", 1.5, 1.0),
      "radius: the spectral radius of the network's step is 1.5: the states of a linear network have no finite power, and risks become "
      "infinite. Set radius below 1?");
  EXPECT_EQ(growth_of("relu", 1.5, 1.0),
            "radius: the spectral radius of the network's step is 1.5: states that nothing bounds may grow for ever, and risks become "
            "infinite. Set radius below 1?");
  EXPECT_NE(growth_of("modrelu", 1.5, 1.0), "");
  for (const char* bounded : {"tanh", "logistic"}) EXPECT_EQ(growth_of(bounded, 1.5, 1.0), "") << bounded;
  EXPECT_EQ(growth_of("identity", 0.999, 1.0), "");
  // On the circle a risk in closed form is infinite, and one that is measured grows slowly.
  EXPECT_NE(growth_of("identity", 1.0, 1.0), "");
  EXPECT_EQ(growth_of("identity", 1.0, 1.0, "holdout"), "");
  EXPECT_NE(growth_of("identity", 1.001, 1.0, "holdout"), "");
  // What leaks is the whole step: of eigenvalues at -1.5 and i, a leak of 0.5 leaves 0.25 and 0.71.
  Point leaky = example("identity", "lms", true);
  leaky.poles = {"explicit", {{"values", std::vector<Complex>{-1.5, {0, 1}}}}};
  EXPECT_TRUE(text_of(growth(setups, leaky, asked("auto"))).starts_with("values: the spectral radius of the network's step is 1.5: "));
  leaky.network.fields["leak"] = 0.5;
  EXPECT_FALSE(growth(setups, leaky, asked("auto")));
  leaky.poles.fields["values"] = std::vector<Complex>{1.5};
  EXPECT_TRUE(text_of(growth(setups, leaky, asked("auto")))
                  .starts_with("values: the spectral radius of the network's step with leak 0.5 is 1.25: "));
}

TEST(Setup, poles_around_a_teacher_need_one_that_has_poles) {
  const data::DataFiles files;
  const Setups setups(files);
  Point point = example("identity", "lms", false);
  point.poles = {"teacher", {{"distance", 0.1}}};
  EXPECT_FALSE(objection(setups, point, asked("auto")));
  EXPECT_EQ(run_cost(setups.of(point), asked("auto")).parameters, 1);
  point.task = {"delay", {{"delay", std::int64_t{3}}}};
  EXPECT_EQ(text_of(objection(setups, point, asked("auto"))), "distance: from no pole (the task has no teacher whose poles are known)");
}

// In the identity basis rounding leaves the poles alone, and the risk in closed form is that of a test; in an orthogonal one it is 400
// times too large for a coupling of 0.5.
TEST(Setup, coupling_that_rounding_turns_into_other_poles_is_refused) {
  const data::DataFiles files;
  const Setups setups(files);
  const auto found = [&](const char* basis, double coupling, const char* activation, bool complex_valued) {
    Point point = example(activation, "ridge", complex_valued);
    point.readout.fields.clear();
    point.poles = {"real_log", {{"count", std::int64_t{16}}, {"longest", 20.0}}};
    point.network.fields.insert({{"basis", std::string(basis)}, {"coupling", coupling}});
    return text_of(objection(setups, point, asked("auto")));
  };
  for (const bool complex_valued : {false, true}) {
    EXPECT_EQ(
        found("orthogonal", 0.5, "identity", complex_valued),
        "coupling: with it states have 7.5e+12 times the power of what drives them (rounding in an orthogonal basis moves their poles). "
        "Set basis = \"identity\", where they stay?");
    EXPECT_EQ(found("orthogonal", 0.3, "identity", complex_valued), "");
    EXPECT_EQ(found("identity", 0.5, "identity", complex_valued), "");
  }
  EXPECT_EQ(found("orthogonal", 0.5, "tanh", false), "");
}

TEST(Setup, a_test_holds_what_the_task_asks_at_least_once) {
  const data::DataFiles files;
  const Setups setups(files);
  const auto found = [&](Member task, std::int64_t samples, const char* evaluation = "auto") {
    Point point = example("identity", "rls", false);
    point.task = std::move(task);
    point.readout.fields.clear();
    return text_of(objection(setups, point, {{20, 100}, {}, {evaluation, samples}}));
  };
  const std::pair<Member, std::int64_t> trials[] = {
      {{"copy", {{"length", std::int64_t{10}}, {"pause", std::int64_t{7}}}}, 27},
      {{"adding", {{"length", std::int64_t{30}}}}, 30},
      {{"counting", {{"longest", eight}}}, 16},
      {{"ofdm", {{"subcarriers", std::int64_t{32}}, {"prefix", eight}, {"taps", std::vector<Complex>{1.0}}}}, 40}};
  for (const auto& [task, least] : trials) {
    EXPECT_EQ(found(task, least - 1), fmt::format("evaluation.samples: got {} (the task asks everything once in {} samples, fewer may hold "
                                                  "nothing to be said)",
                                                  least - 1, least));
    EXPECT_EQ(found(task, least), "");
  }
  EXPECT_EQ(found(trials[0].first, 50, "prequential"),
            "lengths: got 20 (a run is scored as it learns, and the task asks everything once in 27 samples)");
  EXPECT_EQ(found(trials[2].first, 50, "prequential"), "");

  Point episodes = example("identity", "gradient", false);
  episodes.readout.fields.clear();
  episodes.task = trials[0].first;
  episodes.recurrent = {"rtrl", {}};
  episodes.optimizer = {"sgd", {{"step_size", 0.01}}};
  for (const std::int64_t length : std::vector<std::int64_t>{26, 27}) {
    episodes.regime = {"episodes", {{"batch", std::int64_t{4}}, {"length", length}}};
    EXPECT_EQ(text_of(objection(setups, episodes, {{}, {}, {"holdout", 50}, {10}})),
              length == 27 ? "" : "length: got 26 (the task asks everything once in 27 samples, and an episode begins without memory)");
  }
}

TEST(Setup, poles_that_take_long_are_not_drawn_to_be_looked_at) {
  const data::DataFiles files;
  const Setups setups(files);
  Point point = example("identity", "lms", false);
  for (const char* kind : {"random", "orthogonal"}) {
    point.poles = {kind, {{"count", std::int64_t{4096}}, {"radius", 0.5}}};
    EXPECT_EQ(text_of(objection(setups, point, asked("holdout"))), "") << kind;
  }
}

TEST(Setup, costs_count_what_comes_before_the_first_sample) {
  const data::DataFiles files;
  const Setups setups(files);
  Point point = example("identity", "lms", false);
  point.task = {"leaky_memory", {{"decay", 0.5}}};
  Point washed = point;
  washed.task.fields["washout"] = std::int64_t{1000};
  const auto cost = [&](const Point& of) { return run_cost(setups.of(of), {{100, 300}, {}, {"holdout", 500}}); };
  EXPECT_EQ(cost(point).advanced, 300);
  EXPECT_EQ(cost(washed).advanced, 1300);
  EXPECT_EQ(cost(washed).drawn, 1300);
  EXPECT_EQ(cost(washed).test, 3 * cost(point).test);
  EXPECT_EQ(cost(washed).measurement, cost(point).measurement);
  for (Point* repeated : {&point, &washed}) {
    repeated->readout = {"gradient", {}};
    repeated->optimizer = {"sgd", {{"step_size", 0.01}}};
    repeated->regime = {"repeat", {{"passes", std::int64_t{5}}}};
  }
  EXPECT_EQ(cost(point).advanced, 5 * 400);
  EXPECT_EQ(cost(washed).advanced, 5 * (1100 + 1300));
  EXPECT_EQ(cost(washed).drawn, 2 * (1100 + 1300));

  Point chaotic = point;
  chaotic.task = {"mackey_glass", {}};
  EXPECT_GT(cost(chaotic).ground, cost(point).ground + 8 * 2 * 1000 * 1000);
  Point random = point;
  random.poles = {"random", {{"count", std::int64_t{64}}, {"radius", 0.5}}};
  EXPECT_EQ(cost(random).ground - cost(point).ground, 8 * (20.0 * 64 * 64 * 64 + (8.0 / 3 + 4) * (64 * 64 * 64 - 8 * 8 * 8)));
}

TEST(Setup, only_a_dense_network_can_be_a_delay_line) {
  const Member line{"delay_line", {{"count", eight}}};
  EXPECT_NO_THROW(Setups::check_network({"dense", {}}, line));
  try {
    Setups::check_network({"diagonal", {}}, line);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "no diagonal network has such poles (their matrix lacks eigenvectors). Did you mean network = 'dense'?");
  }
}

TEST(Setup, cost_grows_with_the_work) {
  const data::DataFiles files;
  const Setups setups(files);
  const RunCost lms = run_cost(setups.of(example("tanh", "lms", false)), asked("holdout"));
  const RunCost rls = run_cost(setups.of(example("tanh", "rls", false)), asked("holdout"));
  EXPECT_GT(rls.learner, lms.learner);
  EXPECT_EQ(rls.state, lms.state);
  EXPECT_GT(lms.test, 0);
  EXPECT_EQ(lms.parameters, 8);
  EXPECT_EQ(run_cost(setups.of(example("split_tanh", "lms", true)), asked("holdout")).parameters, 16);
}

TEST(Setup, cost_follows_the_density_of_the_network) {
  const data::DataFiles files;
  const Setups setups(files);
  const auto cost = [&](double density, std::int64_t order) {
    Point point = example("tanh", "gradient", false);
    point.network.fields["keep_zeros"] = true;
    point.poles = {"random", {{"count", std::int64_t{32}}, {"radius", 0.9}, {"density", density}}};
    point.recurrent = {"snap", {{"order", order}}};
    point.readout = {"gradient", {}};
    point.optimizer = {"sgd", {{"step_size", 0.01}}};
    return run_cost(setups.of(point), asked("holdout")).learner;
  };
  EXPECT_LT(cost(0.1, 2), cost(1, 2) / 30);
  EXPECT_LT(cost(0.1, 2), cost(0.1, 3));
  EXPECT_EQ(cost(0.1, 1), cost(1, 1));
}

TEST(Setup, what_points_share_is_made_once) {
  const data::DataFiles files;
  const Setups setups(files);
  const auto lms = setups.of(example("tanh", "lms", false));
  const auto rls = setups.of(example("tanh", "rls", false));
  EXPECT_EQ(&lms.ground(), &rls.ground());
  const auto other = setups.of(example("identity", "rls", false));
  EXPECT_NE(&other.ground(), &rls.ground());
  EXPECT_EQ(&other.ground().task(), &rls.ground().task());
}

RunCost example_cost() {
  return {.data = 1,
          .state = 10,
          .learner = 100,
          .test = 7,
          .measurement = 1000,
          .measures = 5,
          .once = 3,
          .block = 1e6,
          .ground = 1e7,
          .extent = {200, 3},
          .drawn = 400,
          .advanced = 300,
          .tests = 2};
}

TEST(Cost, up_to_an_extent_is_what_learning_takes) {
  const RunOperations one = operations(example_cost(), {200, 3});
  EXPECT_EQ(one.data, 200);
  EXPECT_EQ(one.state, 2007);
  EXPECT_EQ(one.own, 20000 + 3 * 1000);
  EXPECT_EQ(one.total(), 200 + 2007 + 23000);
}

TEST(Cost, of_a_whole_run_holds_all_that_is_measured_and_drawn) {
  const RunOperations one = operations(example_cost());
  EXPECT_EQ(one.data, 400);
  EXPECT_EQ(one.state, 3000 + 2 * 7);
  EXPECT_EQ(one.own, 20000 + 3 * 1005 + 3);
}

TEST(Cost, knows_how_far_a_run_goes) {
  const data::DataFiles files;
  const Setups setups(files);
  Measurement two = asked("exact");
  two.lengths = {50, 200};
  two.iterations = {1, 4};
  Point point = example("identity", "lms", false);
  const RunCost stream = run_cost(setups.of(point), two);
  EXPECT_EQ(stream.extent.samples, 200);
  EXPECT_EQ(stream.extent.marks, 2);  // a stream has no iterations
  EXPECT_EQ(stream.drawn, 200);
  EXPECT_EQ(stream.advanced, 200);
  point.regime = {"repeat", {{"passes", std::int64_t{10}}}};
  const RunCost repeat = run_cost(setups.of(point), two);
  EXPECT_EQ(repeat.extent.marks, 2 * (2 + 1));  // every length is a run of its own, measured at iterations and its end
  EXPECT_EQ(repeat.drawn, 2 * (50 + 200));
  EXPECT_EQ(repeat.advanced, 10 * (50 + 200));
  EXPECT_EQ(repeat.tests, 2);
  EXPECT_DOUBLE_EQ(operations(repeat).own - repeat.once - repeat.measurement * 6, stream.learner * 10 * (50 + 200));
}

TEST(Cost, of_a_mode_path_is_paid_for_all_seeds_together) {
  TaskFacts task;
  task.modes = TeacherModes{.modes = std::vector<theory::Mode>(2)};
  const MarkShape shape{.task = task, .states = 3, .marks = 7, .episode_steps = 50};
  const std::vector<std::string> metrics = {"mode_path_distance"};
  EXPECT_EQ(operations_for_all_seeds(metrics, shape), 2 * 8 * 15 * 50.0);
  EXPECT_EQ(operations_of(metrics, shape), 2 * 4 * 3 * (3.0 + task.inputs + task.outputs));
}

}  // namespace
}  // namespace polesweep
