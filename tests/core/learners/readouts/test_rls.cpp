#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

/// argmin sum_t lambda^(N-t) |d_t - V s_t|^2 + lambda^N delta |V|^2, one output.
std::vector<Complex> weighted_ridge(const RunData& data, double forgetting, double regularization) {
  const int n = data.regressors;
  Eigen::MatrixXcd gram = Eigen::MatrixXcd::Identity(n, n) * regularization;
  Eigen::RowVectorXcd cross = Eigen::RowVectorXcd::Zero(n);
  for (int t = 0; t < data.samples; ++t) {
    const Eigen::Map<const Eigen::VectorXcd> s(data.s.data() + static_cast<std::ptrdiff_t>(t) * n, n);
    gram = forgetting * gram + s * s.adjoint();
    cross = forgetting * cross + data.d[t] * s.adjoint();
  }
  const Eigen::VectorXcd solution = gram.transpose().fullPivLu().solve(cross.transpose());
  return {solution.begin(), solution.end()};
}

TEST(Rls, equals_weighted_ridge) {
  for (const bool complex_valued : {false, true})
    for (const double forgetting : {1.0, 0.98})
      for (const int regressors : {1, 4, 7, 12}) {
        const RunData data = make_run_data(400, regressors, 1, complex_valued, 8);
        const Member member{"rls", {{"forgetting", forgetting}, {"regularization", 0.01}}};
        const std::vector<Complex> learned = learn(member, data, kernels());
        const std::vector<Complex> exact = weighted_ridge(data, forgetting, 0.01);
        for (int i = 0; i < regressors; ++i)
          EXPECT_NEAR(std::abs(learned[i] - exact[i]), 0, 1e-9) << complex_valued << " " << forgetting << " " << regressors;
      }
}

TEST(Rls, without_forgetting_equals_ridge) {
  const RunData data = make_run_data(300, 9, 2, true, 8);
  const std::vector<Complex> rls = learn({"rls", {{"regularization", 0.5}}}, data, kernels());
  const std::vector<Complex> ridge = learn({"ridge", {{"penalty", 0.5}}}, data, kernels());
  for (std::size_t i = 0; i < rls.size(); ++i) EXPECT_NEAR(std::abs(rls[i] - ridge[i]), 0, 1e-9);
}

// Two stored copies of P, or a diagonal with an imaginary part, would let rounding errors grow by 1/lambda at every step: 0.98^-1000000 is
// beyond any number, and a few thousand steps are enough to see it.
TEST(Rls, stays_stable_over_a_million_forgetting_steps) {
  const int n = 10;
  const int chunk = 1000;
  const KernelSet& set = kernels();
  for (const bool complex_valued : {false, true}) {
    const Learner rule = make_readout_rule({"rls", {{"forgetting", 0.98}}}, n, 1, complex_valued, set);
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    RunData data = make_run_data(chunk, n, 1, complex_valued, 2);
    for (int t = 0; t < chunk; ++t) {
      Complex sum = 0;
      for (int i = 0; i < n; ++i) sum += data.s[t * n + i];
      data.d[t] = sum + 0.01 * data.d[t] / std::abs(data.d[t]);
    }
    BlockData block({data}, set);
    for (int repeat = 0; repeat < 1000; ++repeat) rule.rule->advance(state.data(), block.chunk(0, chunk));
    for (const Complex& weight : read_weights(rule, state, set, 0)) EXPECT_NEAR(std::abs(weight - 1.0), 0, 0.02) << complex_valued;
  }
}

}  // namespace
}  // namespace polesweep
