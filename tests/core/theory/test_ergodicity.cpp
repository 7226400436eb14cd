#include "core/theory/ergodicity.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>

#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

double quantile(double u) {  // of the standard normal, by bisection
  double low = -10, high = 10;
  for (int i = 0; i < 60; ++i) {
    const double mid = 0.5 * (low + high);
    (0.5 * std::erfc(-mid / std::sqrt(2.0)) < u ? low : high) = mid;
  }
  return low;
}

TEST(Ergodicity, distances_are_integrals_over_quantiles) {
  Draws draws(1);
  for (int i = 0; i < 10; ++i) {
    const double w = draws.uniform(-0.9, 0.9), b = draws.uniform(0.3, 1.5);
    const Start start{draws.uniform(-2, 2), draws.uniform(0, 3)};
    const int t = i;
    double mean = start.mean, variance = start.variance;
    for (int n = 0; n < t; ++n) {
      mean *= w;
      variance = w * w * variance + b * b;
    }
    const double end = std::sqrt(b * b / (1 - w * w));
    double first = 0, second = 0;
    const int cells = 20000;
    for (int n = 0; n < cells; ++n) {
      const double z = quantile((n + 0.5) / cells), gap = mean + (std::sqrt(variance) - end) * z;
      first += std::abs(gap) / cells;
      second += gap * gap / cells;
    }
    EXPECT_NEAR(wasserstein_1(t, w, b, start), first, 1e-3 * (1 + first));
    EXPECT_NEAR(wasserstein_2(t, w, b, start), std::sqrt(second), 1e-3 * (1 + second));
  }
}

TEST(Ergodicity, joint_distance_is_that_of_bures) {
  Draws draws(2);
  for (int i = 0; i < 20; ++i) {
    const double w = draws.uniform(-0.9, 0.9), b = draws.uniform(0.3, 1.5), h0 = draws.uniform(-2, 2), p0 = draws.uniform(-2, 2);
    Eigen::Matrix2d j, now = Eigen::Matrix2d::Zero(), noise = Eigen::Matrix2d::Zero(), end;
    j << w, 0, 1, w;
    noise(0, 0) = b * b;
    Eigen::Vector2d mean(h0, p0);
    const int t = i;
    for (int n = 0; n < t; ++n) {
      mean = (j * mean).eval();
      now = (j * now * j.transpose() + noise).eval();
    }
    const auto s = stationary_covariance(w, b);
    end << s[0], s[1], s[1], s[2];
    EXPECT_LT((j * end * j.transpose() + noise - end).norm(), 1e-12 * end.norm());
    const Eigen::Matrix2d half = end.sqrt(), middle = half * now * half;
    const Eigen::Vector2d roots = Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d>(middle).eigenvalues().cwiseMax(0).cwiseSqrt();
    const double squared = mean.squaredNorm() + now.trace() + end.trace() - 2 * roots.sum();
    EXPECT_NEAR(std::pow(wasserstein_2_joint(t, w, b, h0, p0), 2), squared, 1e-7 * (end.trace() + squared));
  }
}

}  // namespace
}  // namespace polesweep::theory
