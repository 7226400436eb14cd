#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

TEST(Ridge, intercept_bears_no_penalty) {
  RunData data = make_run_data(500, 3, 1, false, 6);
  for (int t = 0; t < data.samples; ++t) {
    data.s[t * 3 + 2] = 1;  // the constant, last as `intercept` puts it
    data.d[t] = 5;
  }
  Learner rule = make_readout_rule({"ridge", {{"penalty", 1e9}, {"intercept", true}}}, 2, 1, false, kernels());
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  BlockData block({data}, kernels());
  rule.rule->advance(state.data(), block.chunk(0, data.samples));
  const std::vector<Complex> weights = read_weights(rule, state, kernels(), 0);
  EXPECT_NEAR(weights[0].real(), 0, 1e-6);
  EXPECT_NEAR(weights[2].real(), 5, 1e-6);
}

TEST(Ridge, too_few_samples_without_penalty_have_no_solution) {
  const std::vector<Complex> weights = learn({"ridge", {{"penalty", 0.0}}}, make_run_data(3, 6, 1, false, 6), kernels());
  for (const Complex& weight : weights) EXPECT_TRUE(std::isnan(weight.real()));
}

}  // namespace
}  // namespace polesweep
