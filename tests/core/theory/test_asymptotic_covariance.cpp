#include "core/theory/asymptotic_covariance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "core/theory/truncation.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

TEST(AsymptoticCovariance, of_a_unit_delay_is_rational) {
  const auto exact = asymptotic_covariance(1, 0, 0);
  EXPECT_NEAR(exact[0], 13.0 / 64, 1e-12);
  EXPECT_NEAR(exact[1], -3.0 / 32, 1e-12);
  EXPECT_NEAR(exact[2], 1.0 / 16, 1e-12);
  EXPECT_THROW(asymptotic_covariance(2, 2, 0), std::domain_error);
}

// Small constant steps, averaged: T times the covariance of the mean.
TEST(AsymptoticCovariance, is_that_of_averaged_online_learning) {
  Draws draws(1);
  const int d = 1, k = 2, runs = 500, steps = 6000, warm = 3000;
  const double variance = 0.5, eta = 0.004;
  const double w0 = delay_pole(d, k, Cut::rolling), a0 = (1 - w0 * w0) * w0;
  double sum[2] = {}, square[3] = {};
  for (int run = 0; run < runs; ++run) {
    double a = a0, w = w0, h = 0, previous = 0, older = 0, x1 = 0, mean_a = 0, mean_w = 0;
    for (int t = -warm; t < steps; ++t) {
      const double x = std::sqrt(1.0) * draws.normal();
      older = previous;
      previous = h;
      h = w * h + x;
      const double error = a * h - x1 - std::sqrt(variance) * draws.normal();
      const double trace = previous + w * older;
      const double step_a = error * h, step_w = error * a * trace;
      a -= eta * step_a;
      w -= eta * step_w;
      x1 = x;
      if (t >= 0) {
        mean_a += a / steps;
        mean_w += w / steps;
      }
    }
    sum[0] += mean_a / runs;
    sum[1] += mean_w / runs;
    square[0] += mean_a * mean_a / runs;
    square[1] += mean_a * mean_w / runs;
    square[2] += mean_w * mean_w / runs;
  }
  const double measured[3] = {steps * (square[0] - sum[0] * sum[0]), steps * (square[1] - sum[0] * sum[1]),
                              steps * (square[2] - sum[1] * sum[1])};
  const auto v = asymptotic_covariance(d, k, variance);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(measured[i] / v[static_cast<std::size_t>(i)], 1, 0.25) << i;
}

}  // namespace
}  // namespace polesweep::theory
