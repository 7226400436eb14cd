#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

TEST(Nlms, error_after_the_update_is_one_minus_mu_times_the_error_before) {
  for (const bool complex_valued : {false, true}) {
    const RunData data = make_run_data(30, 5, 1, complex_valued, 4);
    const Member member{"nlms", {{"step_size", 0.4}, {"offset", 0.0}}};
    const Learner rule = make_readout_rule(member, 5, 1, complex_valued, kernels());
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    BlockData block({data}, kernels());
    for (int t = 0; t < data.samples; ++t) {
      rule.rule->advance(state.data(), block.chunk(t, 1));
      const std::vector<Complex> v = read_weights(rule, state, kernels(), 0);
      Complex after = data.d[t];
      for (int i = 0; i < 5; ++i) after -= v[i] * data.s[t * 5 + i];
      EXPECT_NEAR(std::abs(after - 0.6 * (data.d[t] - block.prediction(t, 0, 0))), 0, 1e-12) << complex_valued << " " << t;
    }
  }
}

// |V' - V*|^2 = |V - V*|^2 - mu (2 - mu) |e|^2/|s|^2 on noiseless data, at every step size: every sample brings the weights nearer, or
// none does.
TEST(Nlms, errors_of_the_weights_fall_by_what_the_step_size_says) {
  for (const bool complex_valued : {false, true})
    for (const double step_size : {0.3, 1.0, 1.9, 2.1}) {
      RunData data = make_run_data(40, 5, 1, complex_valued, 4);
      const auto planted = [](int i) { return Complex(i - 1.5); };
      for (int t = 0; t < data.samples; ++t) {
        data.d[t] = 0;
        for (int i = 0; i < 5; ++i) data.d[t] += planted(i) * data.s[t * 5 + i];
      }
      const Learner rule = make_readout_rule({"nlms", {{"step_size", step_size}, {"offset", 0.0}}}, 5, 1, complex_valued, kernels());
      Arena state(rule.rule->state_size());
      rule.rule->reset(state.data(), nullptr);
      BlockData block({data}, kernels());
      const auto distance = [&] {
        double sum = 0;
        const std::vector<Complex> v = read_weights(rule, state, kernels(), 0);
        for (int i = 0; i < 5; ++i) sum += std::norm(v[i] - planted(i));
        return sum;
      };
      for (int t = 0; t < data.samples; ++t) {
        const double before = distance();
        rule.rule->advance(state.data(), block.chunk(t, 1));
        double power = 0;
        for (int i = 0; i < 5; ++i) power += std::norm(data.s[t * 5 + i]);
        const double fall = step_size * (2 - step_size) * std::norm(data.d[t] - block.prediction(t, 0, 0)) / power;
        EXPECT_NEAR(distance(), before - fall, 1e-13 * (1 + before)) << complex_valued << " " << step_size << " " << t;
      }
    }
}

TEST(Nlms, regressors_that_are_all_zero_change_nothing) {
  for (const bool complex_valued : {false, true})
    for (const double offset : {0.0, 1e-8}) {
      RunData data = make_run_data(30, 5, 1, complex_valued, 4);
      const Member member{"nlms", {{"step_size", 0.4}, {"offset", offset}}};
      const std::vector<Complex> before = learn(member, data, kernels());
      for (int t = 0; t < 100; ++t) {
        data.s.insert(data.s.end(), 5, 0.0);
        data.d.emplace_back(1.0);
      }
      data.samples += 100;
      EXPECT_EQ(learn(member, data, kernels()), before) << complex_valued << " " << offset;
    }
}

// Excess risk tr(R P) with A P + P A = mu N, A = E[s s^T/|s|^2], N = E[s s^T/|s|^4] (noise power 1): on a few regressors of unequal power
// the textbook's mu/(2 - mu) is far off.
TEST(Nlms, misadjustment_of_unequal_regressors) {
  const int n = 4;
  const double step_size = 0.05;
  const double deviation[n] = {1, 0.7, 0.4, 0.2};
  std::mt19937_64 generator(2);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(n, n);
  Eigen::MatrixXd noise = Eigen::MatrixXd::Zero(n, n);
  const int moments = 2000000;
  for (int t = 0; t < moments; ++t) {
    Eigen::VectorXd s(n);
    for (int i = 0; i < n; ++i) s[i] = deviation[i] * normal(generator);
    const double power = s.squaredNorm();
    for (int i = 0; i < n; ++i) {
      a(i, i) += s[i] * s[i] / power / moments;
      noise(i, i) += s[i] * s[i] / (power * power) / moments;
    }
  }
  double predicted = 0;  // all matrices are diagonal here: 2 A_i P_i = mu N_i
  for (int i = 0; i < n; ++i) predicted += deviation[i] * deviation[i] * step_size * noise(i, i) / (2 * a(i, i));

  const KernelSet& set = kernels();
  const Learner rule = make_readout_rule({"nlms", {{"step_size", step_size}, {"offset", 0.0}}}, n, 1, false, set);
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  const int chunk = 500;
  Arena s(static_cast<std::size_t>(chunk) * n * set.lanes);
  Arena d(static_cast<std::size_t>(chunk) * set.lanes);
  Arena y(d.size());
  double sum = 0;
  double count = 0;
  for (int block = 0; count < 4e6; ++block) {
    for (std::size_t i = 0; i < s.size(); ++i) s[i] = deviation[i / set.lanes % n] * normal(generator);
    for (std::size_t i = 0; i < d.size(); ++i) d[i] = normal(generator);
    rule.rule->advance(state.data(), {.steps = chunk, .rows = s.data(), .stride = n, .targets = d.data(), .predictions = y.data()});
    if (block < 40) continue;
    // The prediction itself is the excess error, since the best readout is zero: its power has far less scatter than the error's.
    for (std::size_t i = 0; i < d.size(); ++i) sum += y[i] * y[i];
    count += static_cast<double>(d.size());
  }
  EXPECT_NEAR(sum / count / predicted, 1, 0.05);
  EXPECT_GT(std::abs(predicted / (step_size / (2 - step_size)) - 1), 0.15);  // the textbook's figure would not pass
}

}  // namespace
}  // namespace polesweep
