#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

TEST(VariableStepLms, follows_its_formula) {
  for (const bool complex_valued : {false, true}) {
    const RunData data = make_run_data(300, 5, 2, complex_valued, 4);
    std::vector<Complex> v(10);
    double step_sizes[2] = {0.03, 0.03};
    int free = 0, at_least = 0, at_most = 0;
    for (int t = 0; t < data.samples; ++t)
      for (int k = 0; k < 2; ++k) {
        Complex error = data.d[t * 2 + k];
        for (int i = 0; i < 5; ++i) error -= v[k * 5 + i] * data.s[t * 5 + i];
        for (int i = 0; i < 5; ++i) v[k * 5 + i] += step_sizes[k] * error * std::conj(data.s[t * 5 + i]);
        const double next = 0.9 * step_sizes[k] + 0.005 * std::norm(error);
        step_sizes[k] = std::min(std::max(next, 0.01), 0.03);
        (next > 0.03 ? at_most : next < 0.01 ? at_least : free) += 1;
      }
    EXPECT_GT(std::min({free, at_least, at_most}), 10);  // all of the rule is seen
    const std::vector<Complex> learned =
        learn({"variable_step_lms", {{"step_size", 0.03}, {"least_share", 1.0 / 3}, {"step_decay", 0.9}, {"error_gain", 0.005}}}, data,
              kernels());
    for (std::size_t i = 0; i < v.size(); ++i) EXPECT_NEAR(std::abs(learned[i] - v[i]), 0, 1e-13) << complex_valued;
  }
}

TEST(VariableStepLms, with_a_step_that_stays_is_lms_to_the_bit) {
  for (const bool complex_valued : {false, true}) {
    const RunData data = make_run_data(200, 7, 2, complex_valued, 4);
    const std::vector<Complex> lms = learn({"lms", {{"step_size", 0.03}}}, data, kernels());
    EXPECT_EQ(learn({"variable_step_lms", {{"step_size", 0.03}, {"step_decay", 1.0}, {"error_gain", 0.0}}}, data, kernels()), lms);
    EXPECT_EQ(learn({"variable_step_lms", {{"step_size", 0.03}, {"least_share", 1.0}}}, data, kernels()), lms);
  }
}

// A second output that errs wildly leaves the first one's step size alone.
TEST(VariableStepLms, outputs_have_their_own_step_sizes) {
  const RunData both = make_run_data(200, 7, 2, false, 4);
  RunData one{both.samples, both.regressors, 1, false, both.s, {}};
  for (int t = 0; t < both.samples; ++t) one.d.push_back(both.d[t * 2]);
  const Member member{"variable_step_lms", {{"step_size", 0.03}, {"error_gain", 0.001}}};
  const std::vector<Complex> together = learn(member, both, kernels());
  EXPECT_EQ(learn(member, one, kernels()), std::vector<Complex>(together.begin(), together.begin() + 7));
}

}  // namespace
}  // namespace polesweep
