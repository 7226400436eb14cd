#include <gtest/gtest.h>

#include <cmath>

#include "core/block/draws.hpp"
#include "core/run/objection.hpp"
#include "core/run/run.hpp"
#include "tests/core/run/group_of.hpp"

/// Students that start in the modes of their task's teacher.
namespace polesweep {
namespace {

using List = std::vector<double>;
using Text = std::string;
constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

const Member task{"data_aligned", {{"m", List{1.2, 0.9, -0.6}}, {"w", List{0.9, 0.5, -0.3}}, {"inputs", whole(4)}}};
const Member aligned{"aligned",
                     {{"a", List{0.5, -0.3, 0.8}}, {"b", List{0.6, 0.4, -0.2}}, {"w", List{0.3, -0.2, 0.6}}, {"count", whole(5)}}};
const Member readout{"gradient", {{"initial_readout", Text("aligned")}}};
const Member expected{"episodes", {{"length", whole(100)}, {"loss", Text("final")}, {"expected", true}}};

Member rule(const char* kind, FieldValues fields = {}) {
  fields["train_bias"] = false;
  return {kind, std::move(fields)};
}
Member descent(double step_size) { return {"sgd", {{"step_size", step_size}}}; }
const FieldValues told{{"feedback", Text("aligned")}, {"feedback_scale", -0.7}};

Point point(const Member& recurrent, const Member& regime = expected, double step_size = 0.002) {
  return {task, {"dense", {}}, aligned, recurrent, readout, descent(step_size), regime};
}

std::vector<Member> rules() {
  FieldValues leaky = told;
  leaky["trace_factor"] = 0.4;
  return {rule("bptt"), rule("rtrl"), rule("tbptt", {{"truncation", whole(2)}}), rule("immediate"), rule("rflo", leaky)};
}

const Member by_chance = rule("rflo", {{"feedback", Text("aligned_random")}, {"feedback_scale", -0.7}, {"trace_factor", 0.4}});

TEST(AlignedStart, the_student_is_the_modes_it_was_told) {
  // Two modes that are the teacher's and one that is off: the risk is that of this one alone.
  Point almost = point(rule("bptt"), expected, 1e-15);
  almost.task.fields = {{"a", List{0.5, -0.3, 0.8}}, {"b", List{0.6, 0.4, -0.2}}, {"w", List{0.3, -0.2, 0.1}}, {"inputs", whole(4)}};
  for (const RunRecord& record : compute(group_of({almost}, 3, {{}, {}, {"exact", 0}, {1}}), {}, kernels())) {
    const double gain = 0.16 * 0.16;
    EXPECT_NEAR(record.training[0].values[0], gain / (1 - 0.36) - 2 * gain / (1 - 0.06) + gain / (1 - 0.01), 1e-12);
  }
}

TEST(AlignedStart, modes_stay_aligned_under_expected_updates) {
  for (const Member& recurrent : rules())
    for (const RunRecord& record :
         compute(group_of({point(recurrent)}, 2, {{}, {"mode_alignment"}, {"exact", 0}, {1, 60}}), {}, kernels())) {
      EXPECT_NE(record.training[0].values[0], record.training[0].values[1]) << recurrent.kind;
      for (const double share : record.training[1].values) EXPECT_LT(share, 1e-12) << recurrent.kind;
    }
}

TEST(AlignedStart, modes_stay_aligned_under_feedback_that_is_random_by_mode) {
  for (const RunRecord& record : compute(group_of({point(by_chance)}, 4, {{}, {"mode_alignment"}, {"exact", 0}, {1, 60}}), {}, kernels())) {
    EXPECT_NE(record.training[0].values[0], record.training[0].values[1]);
    for (const double share : record.training[1].values) EXPECT_LT(share, 1e-12);
  }
}

// Of one mode, the weight that is drawn for it is the scale of feedback that is not drawn.
TEST(AlignedStart, every_mode_has_the_weight_that_was_drawn_for_it) {
  Point one = point(by_chance);
  one.task.fields = {{"m", List{1.2}}, {"w", List{0.9}}, {"inputs", whole(4)}, {"outputs", whole(3)}};
  one.poles.fields = {{"a", List{0.5}}, {"b", List{0.6}}, {"w", List{0.3}}, {"count", whole(5)}};
  const Measurement measured{{}, {}, {"exact", 0}, {60}};
  const std::vector<RunRecord> drawn = compute(group_of({one}, 3, measured), {}, kernels());
  for (const RunRecord& record : drawn) {
    Point told_so = one;
    const double weight = draw_normals(record.key.seed, Role::feedback_weights, 0, 1).front();
    told_so.recurrent.fields["feedback"] = Text("aligned");
    told_so.recurrent.fields["feedback_scale"] = -0.7 * weight;
    RunGroup alone = group_of({told_so}, 1, measured);
    alone.seeds = {record.key.seed};
    EXPECT_NEAR(compute(alone, {}, kernels()).front().training[0].values[0], record.training[0].values[0], 1e-12);
  }
  EXPECT_NE(drawn[0].training[0].values[0], drawn[1].training[0].values[0]);
  // Of several, R = P diag(r) U^T.
  const std::uint64_t seeds[] = {7};
  const auto facts = make_task(task, {})->facts();
  const auto poles = make_poles(aligned);
  const auto network = make_network({"dense", {}});
  const AlignedStart start = aligned_start(*poles, *network, facts, seeds);
  const List p = network->basis(5, 7);
  const List u = facts.modes->output_basis(7);
  const List r = draw_normals(7, Role::feedback_weights, 0, 3);
  for (int k = 0; k < 3; ++k)
    for (int l = 0; l < 3; ++l) {
      double sum = 0;
      for (int i = 0; i < 5; ++i)
        for (int j = 0; j < 3; ++j)
          sum += p[static_cast<std::size_t>(5 * i + k)] * start.random_feedback[0][static_cast<std::size_t>(3 * i + j)] *
                 u[static_cast<std::size_t>(3 * j + l)];
      EXPECT_NEAR(sum, k == l ? r[static_cast<std::size_t>(k)] : 0, 1e-12);
    }
}

TEST(AlignedStart, modes_do_not_stay_aligned_under_random_feedback) {
  const RunRecord record =
      compute(group_of({point(rule("rflo"))}, 1, {{}, {"mode_alignment", "mode_path_distance"}, {"exact", 0}, {60}}), {}, kernels())
          .front();
  EXPECT_GT(record.training[1].values[1], 0.01);
  EXPECT_TRUE(std::isnan(record.training[2].values[0]));
}

TEST(AlignedStart, fusion_and_kernels_do_not_matter) {
  std::vector<Point> points;
  const Member sampled{"episodes", {{"length", whole(20)}, {"batch", whole(2)}}};
  for (const Member& recurrent : rules())
    for (const double step_size : {0.001, 0.01})
      for (const Member& regime : {expected, sampled}) points.push_back(point(recurrent, regime, step_size));
  const RunGroup group = group_of(points, 3, {{}, {"mode_alignment", "mode_path_distance"}, {"exact", 0}, {1, 4}});
  const auto fused = compute(group, {}, kernels());
  const auto unfused = compute_unfused(group, {}, kernels());
  const auto portable = compute(group, {}, portable_kernels());
  ASSERT_EQ(fused.size(), unfused.size());
  for (std::size_t i = 0; i < fused.size(); ++i) {
    EXPECT_TRUE(same_data(fused[i], unfused[i])) << i;
    EXPECT_TRUE(same_data(fused[i], portable[i])) << i;
    EXPECT_TRUE(std::isfinite(fused[i].training[2].values[1])) << i;
  }
}

TEST(AlignedStart, of_a_diagonal_network_is_its_poles) {
  Point diagonal = point(rule("rtrl"), {"stream", {}}, 1e-15);
  diagonal.network = {"diagonal", {}};
  const auto network = make_network(diagonal.network);
  const auto poles = make_poles(aligned);
  const auto facts = make_task(task, {})->facts();
  const std::uint64_t seeds[] = {7};
  const auto built = network->build(*poles, {4, false, seeds, portable_kernels(), &*facts.modes});
  const LinearSystem system = *built->linear_system(built->start().data(), 0);
  const std::vector<double> v = facts.modes->input_basis(7);
  for (int k = 0; k < 3; ++k)
    for (int j = 0; j < 4; ++j)
      EXPECT_NEAR(system.input[static_cast<std::size_t>(4 * k + j)].real(), poles->modes()[k].b * v[static_cast<std::size_t>(3 * j + k)],
                  1e-15);
  EXPECT_EQ(system.input[4 * 4], 0.0);
}

TEST(AlignedStart, refuses_what_has_no_modes) {
  const data::DataFiles files;
  const Setups setups(files);
  const Measurement asked{{}, {}, {"auto", 100}, {1}};
  const auto objection = [&](const Point& wrong) { return polesweep::objection(setups, wrong, asked).value_or(Objection("none")).text(); };
  EXPECT_EQ(objection(point(rule("bptt"))), "none");
  Point other = point(rule("bptt"));
  other.task = {"linear_teacher", {{"poles", std::vector<Complex>{0.5}}, {"gains", std::vector<Complex>{1.0}}}};
  EXPECT_EQ(objection(other),
            "poles: got 'aligned' (the task has no modes to be aligned with, as data_aligned has). Did you mean 'explicit'?");
  other.poles = {"ring", {{"count", whole(4)}, {"radius", 0.5}}};
  EXPECT_EQ(objection(other),
            "initial_readout: got 'aligned' (it goes with the pole setting aligned on a task with modes, data_aligned). Did you mean "
            "'gaussian'?");
  other.readout = {"gradient", {}};
  EXPECT_EQ(objection(other), "none");
  other.recurrent = rule("rflo", told);
  EXPECT_EQ(objection(other),
            "feedback: got 'aligned' (it needs a task with modes, data_aligned, and at least as many states). Did you mean 'random'?");
  other.recurrent = by_chance;
  EXPECT_EQ(
      objection(other),
      "feedback: got 'aligned_random' (it needs a task with modes, data_aligned, and at least as many states). Did you mean 'random'?");
  other = point(rule("bptt"));
  other.poles.fields = {{"a", List{1}}, {"b", List{1}}, {"w", List{0.5}}};
  EXPECT_EQ(objection(other), "w: 1 modes for the task's 3 (one start for each)");
  other = point(rule("bptt"));
  other.network.fields["input_scale"] = 2.0;
  EXPECT_EQ(objection(other), "input_weights: an aligned start brings its own (its field b). Remove input_weights and input_scale?");
  other = point(rule("bptt"));
  other.task.fields["complex"] = true;
  EXPECT_EQ(objection(other), "poles: got 'aligned' (the task is complex, and modes are real). Did you mean 'explicit'?");
}

TEST(ExpectedUpdates, are_refused_where_they_have_no_closed_form) {
  const data::DataFiles files;
  const Setups setups(files);
  const Measurement asked{{}, {}, {"auto", 100}, {1}};
  const auto objection = [&](const Point& wrong) { return polesweep::objection(setups, wrong, asked).value_or(Objection("none")).text(); };
  Point wrong = point(rule("bptt"));
  wrong.task.fields["washout"] = whole(5);
  EXPECT_EQ(objection(wrong),
            "expected: the update's expectation is that of sequences from a zero state, and the task has a washout. Set washout = 0?");
  wrong = point({"bptt", {}});
  EXPECT_EQ(objection(wrong), "expected: the update of a bias has expectation 0 on white input. Set train_bias = false?");
  wrong = point(rule("bptt"));
  wrong.network.fields["bias"] = 0.1;
  EXPECT_EQ(objection(wrong),
            "bias: the update's expectation is known for units without a constant drive. Set bias = 0, or expected = false?");
  wrong = point(rule("bptt"));
  wrong.readout.fields["intercept"] = true;
  EXPECT_EQ(objection(wrong),
            "intercept: the update of an intercept has expectation 0 on white input. Remove it, or set expected = false?");
  wrong = point(rule("eprop", {{"error_filter", 0.5}}));
  wrong.network.fields["leak_on"] = Text("voltage");
  EXPECT_EQ(objection(wrong), "error_filter: the expected update needs errors that are not filtered. Set it to 0, or expected = false?");
  wrong = point(rule("bptt"));
  wrong.network.fields["activation"] = Text("tanh");
  EXPECT_EQ(objection(wrong), "expected: the update's expectation is known for linear networks only. Set expected = false?");
}

}  // namespace
}  // namespace polesweep
