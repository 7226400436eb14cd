#include "core/theory/truncation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

/// E g_w of TBPTT(k), lag by lag; kappa is the target's response. Depth 0: never cut.
template <class Response>
double force(double a, double w, std::int64_t depth, Response response, int lags = 3000) {
  double sum = 0;
  for (int n = 1; n < lags; ++n) {
    const double kept = depth == 0 ? n : static_cast<double>(std::min<std::int64_t>(n, depth));
    sum += a * kept * std::pow(w, n - 1) * (a * std::pow(w, n) - response(n));
  }
  return sum;
}

TEST(Truncation, stops_where_the_rolling_gradient_vanishes) {
  for (const int d : {1, 2, 5})
    for (const int k : {0, d + 1, d + 2, 4 * d}) {
      const double w = delay_pole(d, k, Cut::rolling);
      const auto delay = [d](int n) { return n == d ? 1.0 : 0.0; };
      const double a = (1 - w * w) * std::pow(w, d);
      EXPECT_NEAR(force(a, w, k, delay), 0, 1e-12) << d << " " << k;
      EXPECT_GT(force(a, w * 1.001, k, delay) * 1.0, force(a, w * 0.999, k, delay));
      double loss = 0;
      for (int n = 0; n < 3000; ++n) loss += 0.5 * std::pow(a * std::pow(w, n) - delay(n), 2);
      EXPECT_NEAR(delay_loss(d, w), loss, 1e-12);
    }
  EXPECT_THROW(delay_pole(3, 3, Cut::rolling), std::domain_error);
  EXPECT_THROW(delay_pole(3, 1, Cut::chunked), std::domain_error);
}

TEST(Truncation, of_chunks_averages_over_the_depths) {
  for (const int d : {1, 3})
    for (const int k : {d + 1, d + 4}) {
      const double w = delay_pole(d, k, Cut::chunked);
      const double a = (1 - w * w) * std::pow(w, d);
      double sum = 0;
      for (int depth = 1; depth <= k; ++depth) sum += force(a, w, depth, [d](int n) { return n == d ? 1.0 : 0.0; });
      EXPECT_NEAR(sum, 0, 1e-11);
    }
}

TEST(Truncation, of_exponentials_stops_where_the_gradient_vanishes) {
  Draws draws(1);
  for (int i = 0; i < 30; ++i) {
    const Exponentials teacher{{draws.uniform(0.3, 1), draws.uniform(0.1, 0.5)}, {draws.uniform(0.2, 0.8), draws.uniform(0.6, 0.95)}};
    const auto response = [&](int n) {
      return teacher[0].gain * std::pow(teacher[0].pole, n) + teacher[1].gain * std::pow(teacher[1].pole, n);
    };
    for (const int k : {0, 1, 3, 10}) {
      const Stationary point = stationary_point(teacher, k);
      EXPECT_NEAR(force(point.a, point.w, k, response), 0, 1e-9);
      double loss = 0, slope = 0;
      for (int n = 0; n < 3000; ++n) {
        const double e = point.a * std::pow(point.w, n) - response(n);
        loss += e * e / 2;
        slope += e * std::pow(point.w, n);
      }
      EXPECT_NEAR(point.loss, loss, 1e-11);
      EXPECT_NEAR(slope, 0, 1e-11);  // a is the best one
      const double a = draws.uniform(-1, 1), w = draws.uniform(-0.9, 0.9);
      EXPECT_NEAR(gradient_bias(a, w, teacher, k), force(a, w, k, response) - force(a, w, 0, response), 1e-11);
    }
    // One exponential is reached exactly, whatever the cut.
    for (const int k : {0, 1, 4}) EXPECT_NEAR(stationary_point({{0.7, 0.6}}, k).w, 0.6, 1e-10);
  }
}

TEST(Truncation, shift_of_the_pole_is_its_first_order) {
  const Exponentials teacher{{1, 0.3}, {0.4, 0.95}};
  EXPECT_NEAR(pole_shift(teacher, 60), -9.360e-6, 5e-9);
  EXPECT_NEAR(pole_shift(teacher, 60) / (stationary_point(teacher, 60).w - stationary_point(teacher, 0).w), 1, 2e-3);
}

TEST(Truncation, slow_law_is_its_integral) {
  double time = 0, q = 0.3;
  const double h = 1e-4;
  for (int i = 0; i < 20000; ++i, time += h) {  // Heun
    const auto speed = [](double x) { return 2 * x * (1 - x) * (1 - x); };
    const double k = speed(q);
    q += h / 2 * (k + speed(q + h * k));
  }
  EXPECT_NEAR(slow_drift_time(0.3, q), time, 1e-6);
}

TEST(Truncation, gains_drift_apart_for_ever) {
  // The mean flow of (a, b, w) for d = 1, k = 2, from a point far out on the drift.
  for (const int k : {2, 3}) {
    double w = delay_pole(1, k, Cut::rolling), b = 20, a = (1 - w * w) * w / b;
    const double before = a * a - b * b;
    const double h = 2e-4;
    for (int i = 0; i < 20000; ++i) {
      double da = 0, db = 0, dw = 0;
      double power = 1;
      for (int n = 0; n < 120; ++n, power *= w) {
        const double e = a * b * power - (n == 1 ? 1 : 0);
        da += e * b * power;
        db += n < k ? e * a * power : 0;
        dw += n > 0 ? e * a * b * std::min(n, k) * power / w : 0;
      }
      a -= h * da;
      b -= h * db;
      w -= h * dw;
    }
    EXPECT_NEAR((a * a - b * b - before) / 4 / gain_drift(1, k), 1, 0.02) << k;
  }
  EXPECT_EQ(gain_drift(1, 0), 0);
}

}  // namespace
}  // namespace polesweep::theory
