#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

Member affine_projection(std::int64_t order, double step_size, double offset) {
  return {"affine_projection", {{"order", order}, {"step_size", step_size}, {"offset", offset}}};
}

/// The regressors [regressors x order] and targets [outputs x order] of the samples up to t, the newest first; zero before the first.
std::pair<Eigen::MatrixXcd, Eigen::MatrixXcd> last_samples(const RunData& data, int t, int order) {
  Eigen::MatrixXcd s = Eigen::MatrixXcd::Zero(data.regressors, order);
  Eigen::MatrixXcd d = Eigen::MatrixXcd::Zero(data.outputs, order);
  for (int j = 0; j < order && j <= t; ++j) {
    for (int i = 0; i < data.regressors; ++i) s(i, j) = data.s[static_cast<std::size_t>((t - j) * data.regressors + i)];
    for (int k = 0; k < data.outputs; ++k) d(k, j) = data.d[static_cast<std::size_t>((t - j) * data.outputs + k)];
  }
  return {s, d};
}

TEST(AffineProjection, follows_its_formula) {
  for (const bool complex_valued : {false, true})
    for (const int order : {2, 3, 9}) {
      const RunData data = make_run_data(60, 5, 2, complex_valued, 4);
      Eigen::MatrixXcd v = Eigen::MatrixXcd::Zero(2, 5);
      for (int t = 0; t < data.samples; ++t) {
        const auto [s, d] = last_samples(data, t, order);
        const Eigen::MatrixXcd gram = s.adjoint() * s + 0.3 * Eigen::MatrixXcd::Identity(order, order);
        v += 0.7 * (d - v * s) * gram.inverse() * s.adjoint();
      }
      const std::vector<Complex> learned = learn(affine_projection(order, 0.7, 0.3), data, kernels());
      for (int i = 0; i < 10; ++i)
        EXPECT_NEAR(std::abs(learned[static_cast<std::size_t>(i)] - v(i / 5, i % 5)), 0, 1e-11) << complex_valued << " " << order;
    }
}

TEST(AffineProjection, of_order_one_is_nlms_to_the_bit) {
  for (const bool complex_valued : {false, true})
    for (const double offset : {0.0, 1e-8, 0.4}) {
      RunData data = make_run_data(200, 7, 2, complex_valued, 4);
      for (int i = 0; i < 7; ++i) data.s[50 * 7 + i] = 0;
      EXPECT_EQ(learn(affine_projection(1, 0.3, offset), data, kernels()),
                learn({"nlms", {{"step_size", 0.3}, {"offset", offset}}}, data, kernels()));
    }
}

TEST(AffineProjection, errors_after_the_update_are_one_minus_mu_times_those_before_it) {
  for (const bool complex_valued : {false, true}) {
    const RunData data = make_run_data(30, 5, 2, complex_valued, 4);
    const Learner rule = make_readout_rule(affine_projection(3, 0.4, 0), 5, 2, complex_valued, kernels());
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    BlockData block({data}, kernels());
    Eigen::MatrixXcd before = Eigen::MatrixXcd::Zero(2, 5);
    for (int t = 0; t < data.samples; ++t) {
      rule.rule->advance(state.data(), block.chunk(t, 1));
      const std::vector<Complex> weights = read_weights(rule, state, kernels(), 0);
      Eigen::MatrixXcd after(2, 5);
      for (int i = 0; i < 10; ++i) after(i / 5, i % 5) = weights[static_cast<std::size_t>(i)];
      const auto [s, d] = last_samples(data, t, 3);
      EXPECT_LT((d - after * s - 0.6 * (d - before * s)).norm(), 1e-12) << complex_valued << " " << t;
      before = after;
    }
  }
}

// A readout of n regressors that makes the errors of n samples zero is the planted one; more samples than that depend on one another.
TEST(AffineProjection, finds_a_noiseless_readout_in_as_many_steps_as_regressors) {
  for (const bool complex_valued : {false, true})
    for (const std::int64_t order : {6, 20}) {
      RunData data = make_run_data(30, 6, 1, complex_valued, 4);
      for (int t = 0; t < data.samples; ++t) {
        data.d[t] = 0;
        for (int i = 0; i < 6; ++i) data.d[t] += (i - 2.5) * data.s[t * 6 + i];
      }
      for (const int samples : {6, 30}) {
        data.samples = samples;
        const std::vector<Complex> v = learn(affine_projection(order, 1, 0), data, kernels());
        for (int i = 0; i < 6; ++i) EXPECT_NEAR(std::abs(v[i] - (i - 2.5)), 0, 1e-9) << order << " " << samples;
      }
    }
}

TEST(AffineProjection, samples_that_say_the_same_count_once) {
  for (const bool complex_valued : {false, true}) {
    RunData data = make_run_data(8, 5, 2, complex_valued, 4);
    for (int t = 1; t < 8; ++t) {
      for (int i = 0; i < 5; ++i) data.s[t * 5 + i] = data.s[i];
      for (int k = 0; k < 2; ++k) data.d[t * 2 + k] = data.d[k];
    }
    const std::vector<Complex> once = learn({"nlms", {{"step_size", 0.5}, {"offset", 0.0}}}, data, kernels());
    EXPECT_EQ(learn(affine_projection(4, 0.5, 0), data, kernels()), once);
  }
}

}  // namespace
}  // namespace polesweep
