#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "core/theory/bias_and_crossover.hpp"
#include "core/theory/cramer_rao.hpp"
#include "core/theory/gram.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

TEST(CramerRao, bounds_are_diagonals_of_inverse_gram_matrices) {
  Draws draws(1);
  for (int i = 0; i < 30; ++i) {
    const int k = 1 + i % 3;
    const auto poles = draws.poles(k, 0.85);
    const auto gains = draws.gains(k);
    const auto joint = gram_inverse_diagonal(gram_joint(poles, gains));
    const auto fixed = gram_inverse_diagonal(gram_fixed(poles));
    for (std::size_t j = 0; j < poles.size(); ++j) {
      EXPECT_NEAR(bound_gains(poles)[j] / joint[j], 1, 1e-9);
      EXPECT_NEAR(bound_poles(poles, gains)[j] / joint[poles.size() + j], 1, 1e-9);
      EXPECT_NEAR(bound_gains_known_poles(poles)[j] / fixed[j], 1, 1e-9);
      EXPECT_LT(bound_poles_known_gains(poles, gains)[j], bound_poles(poles, gains)[j] * (1 + 1e-9));
    }
  }
}

TEST(CramerRao, two_near_poles_need_the_samples_theory_names) {
  const std::vector<Complex> poles{0.75, 0.8}, gains{1.0, 1.0};
  EXPECT_NEAR(samples_to_resolve(poles, gains, false), 5.49e5, 0.005e5);
  EXPECT_NEAR(samples_to_resolve(poles, gains, true), 1.82e3, 0.005e3);
}

TEST(Bias, is_the_residual_of_least_squares) {
  Draws draws(2);
  for (int i = 0; i < 30; ++i) {
    const auto fixed = draws.poles(1 + i % 4, 0.9);
    const auto poles = draws.poles(2, 0.9);
    const auto gains = draws.gains(2);
    Eigen::MatrixXcd basis(600, std::ssize(fixed));
    Eigen::VectorXcd target = Eigen::VectorXcd::Zero(600);
    for (int n = 0; n < 600; ++n) {
      for (std::size_t j = 0; j < fixed.size(); ++j) basis(n, static_cast<Eigen::Index>(j)) = std::pow(fixed[j], n);
      for (std::size_t j = 0; j < 2; ++j) target[n] += gains[j] * std::pow(poles[j], n);
    }
    const double residual = (target - basis * basis.colPivHouseholderQr().solve(target)).squaredNorm();
    EXPECT_NEAR(bias_of_fixed_poles(fixed, poles, gains), residual, 1e-11 * target.squaredNorm());
  }
}

// Least squares on fixed poles, white input, against the first-order risk.
TEST(Bias, excess_risk_of_a_fitted_readout_is_the_formula) {
  Draws draws(3);
  const std::vector<Complex> fixed{0.5, 0.895}, poles{0.9, 0.5}, gains{1.0, -0.6};
  const double bias = bias_of_fixed_poles(fixed, poles, gains), variance = 0.25;
  const int samples = 400, runs = 600;
  double excess = 0;
  Eigen::Matrix2d gram;
  Eigen::Vector2d best;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j)
      gram(i, j) = 1 / (1 - fixed[static_cast<std::size_t>(i)].real() * fixed[static_cast<std::size_t>(j)].real());
  for (int i = 0; i < 2; ++i) {
    const double pole = fixed[static_cast<std::size_t>(i)].real();
    best[i] = 1 / (1 - pole * 0.9) - 0.6 / (1 - pole * 0.5);
  }
  best = gram.ldlt().solve(best).eval();
  for (int run = 0; run < runs; ++run) {
    Eigen::Vector2d s = Eigen::Vector2d::Zero(), t = Eigen::Vector2d::Zero(), moment = Eigen::Vector2d::Zero();
    Eigen::Matrix2d sums = Eigen::Matrix2d::Zero();
    for (int n = -100; n < samples; ++n) {
      const double x = draws.normal();
      s = Eigen::Vector2d(0.5 * s[0] + x, 0.895 * s[1] + x);
      t = Eigen::Vector2d(0.9 * t[0] + x, 0.5 * t[1] + x);
      if (n < 0) continue;
      sums += s * s.transpose();
      moment += s * (t[0] - 0.6 * t[1] + std::sqrt(variance) * draws.normal());
    }
    const Eigen::Vector2d off = sums.ldlt().solve(moment) - best;
    excess += off.dot(gram * off) / runs;
  }
  const double predicted = risk_of_fixed_poles(bias, 2, variance, samples) - bias;
  EXPECT_LT(bias, 0.1 * variance);  // else the residual is coloured, and the formula counts it as if it were white
  EXPECT_NEAR(excess / predicted, 1, 0.15);
  EXPECT_NEAR(risk_of_fixed_poles(bias, 2, variance, 1e9), bias, 1e-8);
  const double n = crossover(bias, 2, 2, variance);
  EXPECT_NEAR(bias + variance * 2 / n, risk_of_learned_poles(2, variance, n), 1e-12);
}

}  // namespace
}  // namespace polesweep::theory
