#include <gtest/gtest.h>

#include <algorithm>

#include "core/measures/measure.hpp"
#include "core/run/run.hpp"
#include "tests/core/run/group_of.hpp"

namespace polesweep {
namespace {

using Numbers = std::vector<double>;

/// A network of so many states, with three inputs and so many outputs, and one seed.
RunGroup group_of_three_inputs(const Member& rule, std::int64_t outputs, std::int64_t states) {
  const Member task{"data_aligned",
                    {{"m", Numbers{1.2, 0.9, -0.6}}, {"w", Numbers{0.9, 0.5, -0.3}}, {"inputs", std::int64_t{3}}, {"outputs", outputs}}};
  const Member poles{"random", {{"count", states}, {"radius", 0.5}}};
  const Member episodes{"episodes", {{"length", std::int64_t{20}}, {"batch", std::int64_t{4}}}};
  const Point point{task, {"dense", {}}, poles, rule, {"gradient", {}}, {"sgd", {{"step_size", 0.01}}}, episodes};
  return group_of({point}, 1, {{}, {"gradient_norm", "input_singular_values", "singular_values"}, {"exact", 0}});
}

const Numbers& values_of(const std::vector<MeasuredSeries>& all, const std::string& name) {
  return std::find_if(all.begin(), all.end(), [&](const MeasuredSeries& series) { return series.name == name; })->values;
}

Numbers trained(const Member& rule, std::int64_t outputs, std::vector<std::int64_t> iterations, std::int64_t states = 5) {
  RunGroup group = group_of_three_inputs(rule, outputs, states);
  group.measurement.iterations = std::move(iterations);
  return values_of(compute(group, {}, portable_kernels()).front().training, "input_singular_values");
}

// arXiv 2606.00243, proposition 3.1: random feedback from o outputs moves the input weights in o directions.
TEST(InputSingularValues, of_random_feedback_are_no_more_than_the_outputs) {
  for (const std::int64_t outputs : {1, 2}) {
    const Numbers local = trained({"rflo", {{"train_bias", false}}}, outputs, {50});
    ASSERT_EQ(local.size(), 5u);
    for (std::size_t i = 0; i < 3; ++i)
      if (static_cast<std::int64_t>(i) < outputs)
        EXPECT_GT(local[i], 1e-5) << outputs;
      else
        EXPECT_LT(local[i], 1e-14) << outputs;
    EXPECT_GT(trained({"bptt", {{"train_bias", false}}}, outputs, {50})[2], 1e-9);
  }
}

TEST(InputSingularValues, beyond_the_inputs_are_zero_and_of_few_states_there_are_as_many) {
  const Numbers values = trained({"bptt", {}}, 3, {0, 50});
  ASSERT_EQ(values.size(), 10u);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(values[i], 0);
  EXPECT_GT(values[7], 0);
  EXPECT_EQ(values[8], 0);
  EXPECT_EQ(values[9], 0);
  EXPECT_EQ(trained({"bptt", {}}, 3, {50}, 2).size(), 2u);
}

// The states are 0 before the first sample: its update moves input weights alone, by the error's direction times the input.
TEST(InputSingularValues, of_the_first_sample_are_the_length_of_its_step) {
  RunGroup group = group_of_three_inputs({"rtrl", {{"train_bias", false}}}, 2, 5);
  group.points.front().readout = {"lms", {{"step_size", 1e-9}, {"initial_readout", std::string("gaussian")}}};
  group.points.front().regime = {"stream", {}};
  group.measurement.lengths = {1};
  const RunRecord record = compute(group, {}, portable_kernels()).front();
  const Numbers& change = values_of(record.measures, "input_singular_values");
  const double step = 0.01 * values_of(record.measures, "gradient_norm").front();
  ASSERT_GT(step, 1e-3);
  EXPECT_NEAR(change[0] / step, 1, 1e-12);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_LT(change[i], 1e-15);
  for (const double value : values_of(record.measures, "singular_values")) EXPECT_EQ(value, 0);
}

}  // namespace
}  // namespace polesweep
