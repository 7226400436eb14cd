#include <gtest/gtest.h>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

/// The readout `gradient` on fixed regressors with plain descent, and its weights after every sample.
struct Descent {
  Learner rule;
  Arena state;
  std::vector<std::vector<Complex>> iterates;

  Descent(const RunData& data, std::int64_t average_from, bool keeps_average) {
    const FieldValues descent{{"step_size", 0.03}, {"average_from", average_from}};
    Fields fields(descent);
    rule = make_readout_rule({"gradient", {}}, data.regressors, data.outputs, data.complex_valued, kernels(),
                             {.kind = "sgd", .fields = &fields, .keeps_average = keeps_average});
    state = Arena(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    BlockData block({data}, kernels());
    for (int t = 0; t < data.samples; ++t) {
      rule.rule->advance(state.data(), block.chunk(t, 1));
      iterates.push_back(read_weights(rule, state, kernels(), 1));
    }
  }
};

TEST(Gradient, with_plain_descent_is_lms) {
  const RunData data = make_run_data(60, 5, 2, true, 4);
  const std::vector<Complex> lms = learn({"lms", {{"step_size", 0.03}}}, data, kernels());
  const std::vector<Complex> last = Descent(data, 0, true).iterates.back();
  for (std::size_t i = 0; i < lms.size(); ++i) EXPECT_NEAR(std::abs(last[i] - lms[i]), 0, 1e-14);
}

TEST(Gradient, averages_its_iterates_on_fixed_poles_too) {
  for (const bool complex_valued : {false, true})
    for (const std::int64_t from : {0, 7, 50}) {
      const RunData data = make_run_data(60, 5, 2, complex_valued, 4);
      const Descent run(data, from, true);
      std::vector<Complex> mean(10);
      for (std::size_t t = static_cast<std::size_t>(from); t < 60; ++t)
        for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += run.iterates[t][i] / static_cast<double>(60 - from);
      const std::size_t width = (complex_valued ? 2 : 1) * static_cast<std::size_t>(kernels().lanes);
      Arena average(mean.size() * width);
      ASSERT_TRUE(run.rule.rule->averaged_weights(run.state.data(), average.data()));
      for (std::size_t i = 0; i < mean.size(); ++i) {
        const Complex kept(average[i * width + 1], complex_valued ? average[i * width + kernels().lanes + 1] : 0.0);
        EXPECT_NEAR(std::abs(kept - mean[i]), 0, 1e-13) << from << " " << i;
        EXPECT_GT(std::abs(kept - run.iterates.back()[i]), 1e-6) << from << " " << i;
      }
    }
}

TEST(Gradient, has_no_average_before_it_begins_or_where_none_is_asked_for) {
  const RunData data = make_run_data(60, 5, 2, false, 4);
  Arena average(10 * static_cast<std::size_t>(kernels().lanes));
  for (const auto& [from, asked] : {std::pair{60, true}, std::pair{0, false}}) {
    const Descent run(data, from, asked);
    EXPECT_FALSE(run.rule.rule->averaged_weights(run.state.data(), average.data())) << from;
  }
}

}  // namespace
}  // namespace polesweep
