#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

TEST(LeakyLms, follows_its_formula) {
  for (const bool complex_valued : {false, true}) {
    const RunData data = make_run_data(60, 5, 2, complex_valued, 4);
    std::vector<Complex> v(10);
    for (int t = 0; t < data.samples; ++t)
      for (int k = 0; k < 2; ++k) {
        Complex error = data.d[t * 2 + k];
        for (int i = 0; i < 5; ++i) error -= v[k * 5 + i] * data.s[t * 5 + i];
        for (int i = 0; i < 5; ++i) v[k * 5 + i] = (1 - 0.03 * 0.7) * v[k * 5 + i] + 0.03 * error * std::conj(data.s[t * 5 + i]);
      }
    const std::vector<Complex> learned = learn({"leaky_lms", {{"step_size", 0.03}, {"leak", 0.7}}}, data, kernels());
    for (std::size_t i = 0; i < v.size(); ++i) EXPECT_NEAR(std::abs(learned[i] - v[i]), 0, 1e-13) << complex_valued;
  }
}

TEST(LeakyLms, without_a_leak_is_lms_to_the_bit) {
  for (const bool complex_valued : {false, true}) {
    const RunData data = make_run_data(200, 7, 2, complex_valued, 4);
    EXPECT_EQ(learn({"leaky_lms", {{"step_size", 0.03}, {"leak", 0.0}}}, data, kernels()),
              learn({"lms", {{"step_size", 0.03}}}, data, kernels()));
  }
}

// Regressors that are independent from sample to sample: E V_(t+1) = (1 - mu leak) E V_t + mu (p - E V_t R) exactly, so the mean settles at
// p (R + leak I)^-1 at every stable step size. The standard error is that of the runs' own means.
TEST(LeakyLms, settles_at_the_biased_mean) {
  const int n = 4;
  const int chunk = 500;
  const double leak = 0.5;
  Eigen::Matrix4d mixing;
  mixing << 1, 0, 0, 0, 0.5, 0.8, 0, 0, -0.3, 0.2, 0.6, 0, 0.1, -0.4, 0.3, 0.5;
  const Eigen::RowVector4d planted(1, -2, 0.5, 3);
  const Eigen::Matrix4d gram = mixing * mixing.transpose();
  const Eigen::RowVector4d right = planted * gram * (gram + leak * Eigen::Matrix4d::Identity()).inverse();
  const KernelSet& set = kernels();
  const Learner rule = make_readout_rule({"leaky_lms", {{"step_size", 0.05}, {"leak", leak}}}, n, 1, false, set);
  std::mt19937_64 generator(1);
  std::normal_distribution<double> normal;
  std::vector<Eigen::RowVector4d> means;
  Arena s(static_cast<std::size_t>(chunk) * n * set.lanes);
  Arena d(static_cast<std::size_t>(chunk) * set.lanes);
  Arena y(d.size());
  while (means.size() < 64) {
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    std::vector<Eigen::RowVector4d> sums(static_cast<std::size_t>(set.lanes), Eigen::RowVector4d::Zero());
    for (int t = 0; t < 10 * chunk; ++t) {
      if (t % chunk == 0)
        for (int row = 0; row < chunk; ++row)
          for (int lane = 0; lane < set.lanes; ++lane) {
            Eigen::Vector4d draws;
            for (int i = 0; i < n; ++i) draws[i] = normal(generator);
            const Eigen::Vector4d regressors = mixing * draws;
            for (int i = 0; i < n; ++i) s[(row * n + i) * set.lanes + lane] = regressors[i];
            d[row * set.lanes + lane] = planted * regressors + normal(generator);
          }
      const int row = t % chunk;
      rule.rule->advance(state.data(), {.steps = 1,
                                        .rows = s.data() + row * n * set.lanes,
                                        .stride = n,
                                        .targets = d.data() + row * set.lanes,
                                        .predictions = y.data()});
      if (t < chunk) continue;
      for (int lane = 0; lane < set.lanes; ++lane)
        for (int i = 0; i < n; ++i) sums[static_cast<std::size_t>(lane)][i] += state[i * set.lanes + lane] / (9 * chunk);
    }
    means.insert(means.end(), sums.begin(), sums.end());
  }
  Eigen::RowVector4d mean = Eigen::RowVector4d::Zero();
  for (const auto& run : means) mean += run / static_cast<double>(means.size());
  Eigen::RowVector4d variance = Eigen::RowVector4d::Zero();
  for (const auto& run : means) variance += (run - mean).cwiseAbs2() / static_cast<double>(means.size() - 1);
  for (int i = 0; i < n; ++i) {
    const double error = std::sqrt(variance[i] / static_cast<double>(means.size()));
    EXPECT_LT(std::fabs(mean[i] - right[i]), 4 * error) << i;
    EXPECT_LT(20 * error, std::fabs(planted[i] - right[i])) << i;  // the bias is seen
  }
}

}  // namespace
}  // namespace polesweep
