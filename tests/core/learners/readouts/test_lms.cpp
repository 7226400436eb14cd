#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

TEST(Lms, follows_its_formula) {
  for (const bool complex_valued : {false, true}) {
    const RunData data = make_run_data(60, 5, 2, complex_valued, 4);
    std::vector<Complex> v(10);
    for (int t = 0; t < data.samples; ++t)
      for (int k = 0; k < 2; ++k) {
        Complex error = data.d[t * 2 + k];
        for (int i = 0; i < 5; ++i) error -= v[k * 5 + i] * data.s[t * 5 + i];
        for (int i = 0; i < 5; ++i) v[k * 5 + i] += 0.03 * error * std::conj(data.s[t * 5 + i]);
      }
    const std::vector<Complex> learned = learn({"lms", {{"step_size", 0.03}}}, data, kernels());
    for (std::size_t i = 0; i < v.size(); ++i) EXPECT_NEAR(std::abs(learned[i] - v[i]), 0, 1e-13) << complex_valued;
  }
}

// Regressors along the eigenvectors of R in turn, of sizes that are the roots of its eigenvalues: after a turn the error of each weight is
// 1 - mu lambda times what it was, so that the greatest eigenvalue alone says which step sizes are stable, 2/lambda_max being the border.
TEST(Lms, is_stable_up_to_two_over_the_greatest_eigenvalue) {
  const double eigenvalues[] = {0.25, 1, 4};
  for (const bool complex_valued : {false, true})
    for (const double share : {0.9, 0.99, 1.01}) {
      const double step_size = share * 2 / 4;
      RunData data{60, 3, 1, complex_valued, std::vector<Complex>(180), {}};
      std::vector<Complex> planted;
      for (int i = 0; i < 3; ++i) planted.emplace_back(i - 0.5, complex_valued ? 0.5 * i + 1 : 0);
      for (int t = 0; t < 60; ++t) {
        const int i = t % 3;
        const Complex turn = complex_valued ? std::polar(1.0, 0.3 * t) : Complex(1);
        data.s[static_cast<std::size_t>(3 * t + i)] = std::sqrt(eigenvalues[i]) * turn;
        data.d.push_back(planted[static_cast<std::size_t>(i)] * data.s[static_cast<std::size_t>(3 * t + i)]);
      }
      const std::vector<Complex> learned = learn({"lms", {{"step_size", step_size}}}, data, kernels());
      double error = 0;
      double before = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        const Complex left = learned[i] - planted[i];
        EXPECT_NEAR(std::abs(left + std::pow(1 - step_size * eigenvalues[i], 20) * planted[i]), 0, 1e-12) << share << i;
        error = std::max(error, std::abs(left));
        before = std::max(before, std::abs(planted[i]));
      }
      EXPECT_EQ(error < before, share < 1) << share;
    }
}

// White Gaussian regressors with power p: excess risk over noise power is mu tr R/(2 - mu tr R) (Haykin, small step size).
TEST(Lms, misadjustment) {
  const int n = 8;
  const double step_size = 0.01;  // mu tr R = 0.08
  const KernelSet& set = kernels();
  const Learner rule = make_readout_rule({"lms", {{"step_size", step_size}}}, n, 1, false, set);
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  std::mt19937_64 generator(1);
  std::normal_distribution<double> normal;
  const int chunk = 500;
  Arena s(static_cast<std::size_t>(chunk) * n * set.lanes);
  Arena d(static_cast<std::size_t>(chunk) * set.lanes);
  Arena y(d.size());
  double sum = 0;
  double count = 0;
  for (int block = 0; count < 2e6; ++block) {
    for (std::size_t i = 0; i < s.size(); ++i) s[i] = normal(generator);
    for (std::size_t i = 0; i < d.size(); ++i) d[i] = normal(generator);  // the best readout is zero, the noise power 1
    rule.rule->advance(state.data(), {.steps = chunk, .rows = s.data(), .stride = n, .targets = d.data(), .predictions = y.data()});
    if (block < 10) continue;
    for (std::size_t i = 0; i < d.size(); ++i) sum += (d[i] - y[i]) * (d[i] - y[i]);
    count += static_cast<double>(d.size());
  }
  const double trace = step_size * n;
  EXPECT_NEAR((sum / count - 1) / (trace / (2 - trace)), 1, 0.05);
}

}  // namespace
}  // namespace polesweep
