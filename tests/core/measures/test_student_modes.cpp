#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/modes/mode_updates.hpp"
#include "core/run/run.hpp"
#include "tests/core/run/group_of.hpp"

namespace polesweep {
namespace {

using Numbers = std::vector<double>;
constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

const Numbers start_a = {0.5, -0.3, 0.8};
const Numbers start_b = {0.6, 0.4, -0.2};
const Numbers start_w = {0.3, -0.2, 0.6};

Point aligned_point(const Member& rule, bool expected) {
  const Member task{"data_aligned", {{"m", Numbers{1.2, 0.9, -0.6}}, {"w", Numbers{0.9, 0.5, -0.3}}}};
  const Member poles{"aligned", {{"a", start_a}, {"b", start_b}, {"w", start_w}, {"count", whole(5)}}};
  return {task,
          {"dense", {}},
          poles,
          rule,
          {"gradient", {{"initial_readout", std::string("aligned")}}},
          {"sgd", {{"step_size", 0.005}}},
          {"episodes", {{"length", whole(30)}, {"expected", expected}, {"batch", whole(expected ? 1 : 8)}}}};
}

Measurement at_iterations(std::vector<std::int64_t> iterations) {
  Measurement asked{{}, {"mode_a", "mode_b", "mode_w"}, {"exact", 0}};
  asked.iterations = std::move(iterations);
  return asked;
}

/// Values [iterations x 5].
const Numbers& series(const RunRecord& record, const std::string& name) {
  return std::find_if(record.training.begin(), record.training.end(), [&](const MeasuredSeries& one) { return one.name == name; })->values;
}

TEST(StudentModes, of_an_aligned_start_are_those_that_it_was_made_of) {
  for (const RunRecord& record :
       compute(group_of({aligned_point({"bptt", {{"train_bias", false}}}, true)}, 4, at_iterations({0})), {}, portable_kernels()))
    for (std::size_t k = 0; k < 5; ++k) {
      EXPECT_NEAR(series(record, "mode_a")[k], k < 3 ? start_a[k] : 0, 1e-14);
      EXPECT_NEAR(series(record, "mode_b")[k], k < 3 ? start_b[k] : 0, 1e-14);
      EXPECT_NEAR(series(record, "mode_w")[k], k < 3 ? start_w[k] : 0, 1e-14);
    }
}

// A mean update moves each mode by the mode equations alone, so that many of them are as many steps of Euler's: a weight that changes its
// sign on the way is followed.
TEST(StudentModes, of_mean_updates_go_by_the_mode_equations) {
  using theory::Mode;
  const Member local{"rflo", {{"train_bias", false}, {"feedback", std::string("aligned")}}};
  const std::vector<std::pair<Member, theory::Algorithm>> rules = {{{"bptt", {{"train_bias", false}}}, {theory::Rule::bptt}},
                                                                   {local, {theory::Rule::rflo, 1, 1, 0}}};
  const std::vector<Mode> teacher = {{1.2, 1, 0.9}, {0.9, 1, 0.5}, {-0.6, 1, -0.3}};
  for (const auto& [rule, algorithm] : rules) {
    const RunRecord record = compute(group_of({aligned_point(rule, true)}, 1, at_iterations({1, 2000})), {}, portable_kernels()).front();
    int turned = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      Mode mode{start_a[k], start_b[k], start_w[k]};
      for (int update = 1; update <= 2000; ++update) {
        const theory::Updates change = theory::mean_updates(algorithm, mode, teacher[k], 30, theory::LossAt::every_step);
        mode = {mode.a - 0.005 * change.a, mode.b - 0.005 * change.b, mode.w - 0.005 * change.w};
        if (update != 1 && update != 2000) continue;
        const std::size_t at = (update == 1 ? 0 : 5) + k;
        EXPECT_NEAR(series(record, "mode_a")[at], mode.a, 1e-10) << rule.kind << k;
        EXPECT_NEAR(series(record, "mode_b")[at], mode.b, 1e-10) << rule.kind << k;
        EXPECT_NEAR(series(record, "mode_w")[at], mode.w, 1e-10) << rule.kind << k;
      }
      turned += mode.a * start_a[k] < 0 || mode.b * start_b[k] < 0 ? 1 : 0;
    }
    EXPECT_GT(turned, 0) << rule.kind;
  }
}

// Trained by exact gradients to the teacher, the modes are the teacher's: a b = m, w = w.
TEST(StudentModes, at_the_optimum_are_the_teachers) {
  const Point point = aligned_point({"bptt", {{"train_bias", false}}}, true);
  const RunRecord record = compute(group_of({point}, 1, at_iterations({40000})), {}, portable_kernels()).front();
  const Numbers m = {1.2, 0.9, -0.6};
  const Numbers w = {0.9, 0.5, -0.3};
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(series(record, "mode_a")[k] * series(record, "mode_b")[k], m[k], 1e-3) << k;
    EXPECT_NEAR(series(record, "mode_w")[k], w[k], 1e-3) << k;
  }
}

TEST(StudentModes, of_a_task_without_modes_are_not_measured) {
  Point point = aligned_point({"bptt", {}}, false);
  point.task = {"linear_teacher", {{"poles", std::vector<Complex>{0.5}}, {"gains", std::vector<Complex>{1.0}}, {"noise", 0.0}}};
  point.poles = {"ring", {{"count", whole(4)}, {"radius", 0.5}}};
  point.readout = {"gradient", {}};
  const RunRecord record = compute(group_of({point}, 1, at_iterations({1})), {}, portable_kernels()).front();
  for (const double value : series(record, "mode_w")) EXPECT_TRUE(std::isnan(value));
}

}  // namespace
}  // namespace polesweep
