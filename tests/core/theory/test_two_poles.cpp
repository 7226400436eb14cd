#include "core/theory/two_poles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/theory/conditioning.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

using Long = long double;

double brute_surface(double x, double y, double c, double d) {
  Long px = 1, py = 1, pc = 1, pd = 1, sum = 0;
  for (int n = 0; n < 3000; ++n, px *= x, py *= y, pc *= c, pd *= d) sum += (px + py - pc - pd) * (px + py - pc - pd);
  return static_cast<double>(sum);
}

struct Drawn {
  double x, y, c, d;
  explicit Drawn(Draws& draws)
      : x(draws.uniform(-0.95, 0.95)), y(draws.uniform(-0.95, 0.95)), c(draws.uniform(-0.95, 0.95)), d(draws.uniform(-0.95, 0.95)) {}
};

TEST(TwoPoles, surface_is_the_sum_of_squares) {
  Draws draws(1);
  for (int i = 0; i < 200; ++i) {
    const Drawn p(draws);
    const double sum = brute_surface(p.x, p.y, p.c, p.d);
    EXPECT_NEAR(surface(p.x, p.y, p.c, p.d), sum, 1e-12 * sum);
  }
}

TEST(TwoPoles, surface_keeps_its_digits_near_both_minima) {
  for (const double step : {1e-3, 1e-6, 1e-9}) {
    const double x = 0.75 + step;
    const double y = 0.8 + 0.5 * step;
    // The long double sum itself is short of digits by its rounding of the powers.
    EXPECT_NEAR(surface(x, y, 0.75, 0.8) / brute_surface(x, y, 0.75, 0.8), 1, 1e-9);
    EXPECT_DOUBLE_EQ(surface(y, x, 0.75, 0.8), surface(x, y, 0.75, 0.8));
  }
  EXPECT_EQ(surface(0.8, 0.75, 0.75, 0.8), 0);
}

TEST(TwoPoles, gradient_and_hessian_are_finite_differences) {
  Draws draws(2);
  const double h = 1e-5;
  for (int i = 0; i < 100; ++i) {
    const Drawn p(draws);
    const auto gradient = surface_gradient(p.x, p.y, p.c, p.d);
    const SymmetricMatrix hessian = surface_hessian(p.x, p.y, p.c, p.d);
    const double scale = 1 + std::abs(hessian.xx) + std::abs(hessian.yy);
    const auto right = surface_gradient(p.x + h, p.y, p.c, p.d);
    const auto left = surface_gradient(p.x - h, p.y, p.c, p.d);
    const auto up = surface_gradient(p.x, p.y + h, p.c, p.d);
    const auto down = surface_gradient(p.x, p.y - h, p.c, p.d);
    EXPECT_NEAR(gradient[0], (brute_surface(p.x + h, p.y, p.c, p.d) - brute_surface(p.x - h, p.y, p.c, p.d)) / (2 * h), 1e-5 * scale);
    EXPECT_NEAR(gradient[1], (brute_surface(p.x, p.y + h, p.c, p.d) - brute_surface(p.x, p.y - h, p.c, p.d)) / (2 * h), 1e-5 * scale);
    EXPECT_NEAR(hessian.xx, (right[0] - left[0]) / (2 * h), 1e-5 * scale);
    EXPECT_NEAR(hessian.xy, (right[1] - left[1]) / (2 * h), 1e-5 * scale);
    EXPECT_NEAR(hessian.yy, (up[1] - down[1]) / (2 * h), 1e-5 * scale);
  }
}

TEST(TwoPoles, condition_is_that_of_the_hessian_and_of_endless_sums) {
  Draws draws(3);
  for (int i = 0; i < 100; ++i) {
    const Drawn p(draws);
    if (std::abs(p.c - p.d) < 0.05) continue;
    const auto eigenvalues = surface_hessian(p.c, p.d, p.c, p.d).eigenvalues();
    const double kappa = pole_condition(p.c, p.d);
    EXPECT_NEAR(kappa / (eigenvalues[1] / eigenvalues[0]), 1, 1e-9 * kappa);
    EXPECT_NEAR(pole_condition_finite(p.c, p.d, 3000) / kappa, 1, 1e-12);
  }
}

TEST(TwoPoles, condition_of_short_records_is_that_of_the_columns) {
  for (const int count : {2, 3, 5, 20, 100})
    for (const double d : {0.8, -0.3, 0.7501}) {
      const double c = 0.75;
      Long cc = 0, cd = 0, dd = 0;
      for (int n = 1; n <= count; ++n) {
        const Long u = n * std::pow(Long{c}, n - 1);
        const Long v = n * std::pow(Long{d}, n - 1);
        cc += u * u;
        cd += u * v;
        dd += v * v;
      }
      const Long half = (cc + dd) / 2;
      const Long spread = std::hypot((cc - dd) / 2, cd);
      EXPECT_NEAR(pole_condition_finite(c, d, count) / static_cast<double>((half + spread) / (half - spread)), 1, 1e-10)
          << count << " " << d;
    }
}

TEST(TwoPoles, condition_approaches_its_asymptote) {
  double previous = 1;
  for (const double delta : {0.04, 0.02, 0.01}) {
    const double c = 0.6 - delta / 2;
    const double d = 0.6 + delta / 2;
    const auto [a, b] = pole_condition_asymptote(c, d);
    const double left = std::abs(pole_condition(c, d) - a / (delta * delta) - b);
    EXPECT_LT(left, previous / 3.5);  // of second order in delta
    previous = left;
  }
}

TEST(TwoPoles, coefficients_are_another_chart_of_the_same_gram_matrix) {
  Draws draws(4);
  for (int i = 0; i < 50; ++i) {
    const Drawn p(draws);
    if (std::abs(p.c - p.d) < 0.1) continue;
    // dh/ds and dh/dpi by the inverse of d(s, pi)/d(c, d) = [[1, 1], [d, c]].
    const SymmetricMatrix g = optimum_hessian(p.c, p.d);
    const double delta = p.c - p.d;
    const double sx = p.c / delta, sy = -p.d / delta, px = -1 / delta, py = 1 / delta;
    const auto form = [&](double ux, double uy, double vx, double vy) {
      return ux * vx * g.xx + (ux * vy + uy * vx) * g.xy + uy * vy * g.yy;
    };
    const auto e = SymmetricMatrix{form(sx, sy, sx, sy), form(sx, sy, px, py), form(px, py, px, py)}.eigenvalues();
    EXPECT_NEAR(coefficient_condition(p.c, p.d) / (e[1] / e[0]), 1, 1e-7);
  }
}

TEST(TwoPoles, saddle_is_stationary_and_climbs_least_between_the_minima) {
  for (const auto& [c, d] : {std::pair{0.75, 0.8}, std::pair{0.2, -0.5}, std::pair{-0.9, 0.9}}) {
    const Saddle point = saddle(c, d);
    const auto gradient = surface_gradient(point.pole, point.pole, c, d);
    EXPECT_NEAR(gradient[0], 0, 1e-11 * surface_hessian(point.pole, point.pole, c, d).xx);
    EXPECT_NEAR(point.value, brute_surface(point.pole, point.pole, c, d), 1e-9 * point.value);
    EXPECT_LT(point.curvature, 0);
    for (double m = std::min(c, d); m < std::max(c, d); m += 1e-3) EXPECT_GE(surface(m, m, c, d), point.value * (1 - 1e-12));
  }
}

TEST(TwoPoles, normal_form_is_the_limit_of_barrier_and_curvatures) {
  const double c = 0.7 - 5e-4, d = 0.7 + 5e-4;
  const auto form = collision_normal_form(c, d);
  EXPECT_NEAR(saddle(c, d).value / form[1], 1, 1e-3);
  EXPECT_NEAR(saddle(c, d).curvature / form[2], 1, 1e-3);
  EXPECT_NEAR(optimum_eigenvalues(c, d)[0] / form[3], 1, 1e-3);
}

TEST(Descent, counts_the_steps_of_gradient_descent_on_the_surface) {
  const double c = 0.75, d = 0.8;
  const auto [small, large] = optimum_eigenvalues(c, d);
  const SymmetricMatrix h = optimum_hessian(c, d);
  const double angle = std::atan2(small - h.xx, h.xy);  // of the flat direction
  double x = c + 1e-7 * std::cos(angle), y = d + 1e-7 * std::sin(angle);
  int steps = 0;
  while (std::hypot(x - c, y - d) > 1e-7 * 1e-3) {
    const auto gradient = surface_gradient(x, y, c, d);
    x -= 2 / (small + large) * gradient[0];
    y -= 2 / (small + large) * gradient[1];
    ++steps;
  }
  EXPECT_NEAR(steps / descent_steps(large / small, 1e-3)[0], 1, 0.01);
  EXPECT_NEAR(descent_steps(1e9, 1e-6)[0] / (0.5 * descent_steps(1e9, 1e-6)[1]), 1, 1e-8);
}

}  // namespace
}  // namespace polesweep::theory
