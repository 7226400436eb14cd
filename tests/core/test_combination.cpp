#include "core/combination.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

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

TEST(Combination, auto_is_exact_for_a_linear_network_and_holdout_else) {
  const data::DataFiles files;
  Combination combination(files);
  EXPECT_EQ(combination.resolve(example("identity", "rls", false), {"auto", 500}), (Evaluation{"exact", 0}));
  EXPECT_EQ(combination.resolve(example("tanh", "rls", false), {"auto", 500}), (Evaluation{"holdout", 500}));
}

TEST(Combination, objections_name_the_field) {
  const data::DataFiles files;
  Combination combination(files);
  EXPECT_EQ(combination.objection(example("tanh", "lms", false), asked("auto")), std::nullopt);
  EXPECT_EQ(combination.objection(example("tanh", "lms", true), asked("auto")),
            "activation: tanh is for real data (the task is complex). Did you mean 'split_tanh'?");
  EXPECT_EQ(combination.objection(example("identity", "ridge", false), asked("prequential")),
            "evaluation.kind: got 'prequential' (ridge predicts nothing while it learns)");
  EXPECT_EQ(
      combination.objection(example("tanh", "lms", false), asked("exact")),
      "evaluation.kind: got 'exact' (no closed form of the risk: the task must be a linear teacher and the network linear). Did you mean "
      "'auto'?");
  Point widely = example("tanh", "lms", false);
  widely.readout.fields["regressors"] = std::string("widely_linear");
  EXPECT_EQ(combination.objection(widely, asked("auto")),
            "regressors: widely_linear is for complex data (the task is real, where states are their own conjugates). Remove it?");
  Point start = example("tanh", "ridge", false);
  start.readout.fields["initial_readout"] = std::string("gaussian");
  EXPECT_EQ(combination.objection(start, asked("auto")),
            "initial_readout: got 'gaussian' (ridge solves for its weights and has no start). Remove it?");
}

TEST(Combination, growth_names_the_field_to_change) {
  const data::DataFiles files;
  Combination combination(files);
  const auto growth = [&](const char* activation, double radius, double leak, const char* evaluation = "auto") {
    Point point = example(activation, "lms", std::string(activation) == "modrelu");
    point.poles = {"random", {{"count", eight}, {"radius", radius}}};
    point.network.fields["leak"] = leak;
    return combination.growth(point, asked(evaluation));
  };
  EXPECT_EQ(
      growth("identity", 1.5, 1.0),
      "radius: the spectral radius of the network's step is 1.5: the states of a linear network have no finite power, and risks become "
      "infinite. Set radius below 1?");
  EXPECT_EQ(growth("relu", 1.5, 1.0),
            "radius: the spectral radius of the network's step is 1.5: states that nothing bounds may grow for ever, and risks become "
            "infinite. Set radius below 1?");
  EXPECT_TRUE(growth("modrelu", 1.5, 1.0));
  for (const char* bounded : {"tanh", "logistic"}) EXPECT_EQ(growth(bounded, 1.5, 1.0), std::nullopt) << bounded;
  EXPECT_EQ(growth("identity", 0.999, 1.0), std::nullopt);
  // On the circle a risk in closed form is infinite, and one that is measured grows slowly.
  EXPECT_TRUE(growth("identity", 1.0, 1.0));
  EXPECT_EQ(growth("identity", 1.0, 1.0, "holdout"), std::nullopt);
  EXPECT_TRUE(growth("identity", 1.001, 1.0, "holdout"));
  // What leaks is the whole step: of eigenvalues at -1.5 and i, a leak of 0.5 leaves 0.25 and 0.71.
  Point leaky = example("identity", "lms", true);
  leaky.poles = {"explicit", {{"values", std::vector<Complex>{-1.5, {0, 1}}}}};
  ASSERT_TRUE(combination.growth(leaky, asked("auto")));
  EXPECT_TRUE(combination.growth(leaky, asked("auto"))->starts_with("values: the spectral radius of the network's step is 1.5: "));
  leaky.network.fields["leak"] = 0.5;
  EXPECT_EQ(combination.growth(leaky, asked("auto")), std::nullopt);
  leaky.poles.fields["values"] = std::vector<Complex>{1.5};
  EXPECT_TRUE(
      combination.growth(leaky, asked("auto"))->starts_with("values: the spectral radius of the network's step with leak 0.5 is 1.25: "));
}

TEST(Combination, poles_around_a_teacher_need_one_that_has_poles) {
  const data::DataFiles files;
  Combination combination(files);
  Point point = example("identity", "lms", false);
  point.poles = {"teacher", {{"distance", 0.1}}};
  EXPECT_EQ(combination.objection(point, asked("auto")), std::nullopt);
  EXPECT_EQ(combination.cost(point, asked("auto")).parameters, 1);
  point.task = {"delay", {{"delay", std::int64_t{3}}}};
  EXPECT_EQ(combination.objection(point, asked("auto")), "distance: from no pole (the task has no teacher whose poles are known)");
}

TEST(Combination, only_a_dense_network_can_be_a_delay_line) {
  const Member line{"delay_line", {{"count", eight}}};
  EXPECT_NO_THROW(Combination::check_network({"dense", {}}, line));
  try {
    Combination::check_network({"diagonal", {}}, line);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "no diagonal network has such poles (their matrix lacks eigenvectors). Did you mean network = 'dense'?");
  }
}

TEST(Combination, cost_grows_with_the_work) {
  const data::DataFiles files;
  Combination combination(files);
  const RunCost lms = combination.cost(example("tanh", "lms", false), asked("holdout"));
  const RunCost rls = combination.cost(example("tanh", "rls", false), asked("holdout"));
  EXPECT_GT(rls.learner, lms.learner);
  EXPECT_EQ(rls.state, lms.state);
  EXPECT_GT(lms.test, 0);
  EXPECT_EQ(lms.parameters, 8);
  EXPECT_EQ(combination.cost(example("split_tanh", "lms", true), asked("holdout")).parameters, 16);
}

}  // namespace
}  // namespace polesweep
