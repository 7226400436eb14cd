#include "core/theory/two_poles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/modes/finite_sums.hpp"
#include "core/theory/domain.hpp"
#include "core/theory/root.hpp"

namespace polesweep::theory {
namespace {

double cube(double x) { return x * x * x; }

/// <k_u - k_p, k_v - k_q> of the exponentials k_z = (1, z, z^2, ...).
double differences(double u, double p, double v, double q) {
  return (u - p) * (v - q) * (1 - u * p * v * q) / ((1 - u * v) * (1 - u * q) * (1 - p * v) * (1 - p * q));
}

/// <k_u - k_p, dk_x/dx>.
double difference_slope(double u, double p, double x) { return (u - p) * (1 - u * p * x * x) / (square(1 - u * x) * square(1 - p * x)); }

/// <k_u - k_p, d^2k_x/dx^2>.
double difference_curvature(double u, double p, double x) { return 2 * u * u / cube(1 - u * x) - 2 * p * p / cube(1 - p * x); }

/// <dk_u/du, dk_v/dv>.
double slopes(double u, double v) { return (1 + u * v) / cube(1 - u * v); }

/// The surface does not change when c and d are exchanged: each student pole is compared with the teacher pole on its side.
void pair_up(double x, double y, double& c, double& d) {
  if ((x < y) != (c < d)) std::swap(c, d);
}

/// From the trace and a determinant that has lost no digits.
std::array<double, 2> eigenvalues_of(double trace, double determinant) {
  const double large = 0.5 * (trace + std::sqrt(std::max(0.0, square(trace) - 4 * determinant)));
  return {determinant / large, large};
}

/// det of [[g(c,c), g(c,d)], [g(c,d), g(d,d)]] with g = `slopes`.
double slopes_determinant(double c, double d) {
  const double q = square(1 - c * d);
  const double e = square(c - d);
  const double r = square(1 + c * d);
  return e * (cube(q) + 3 * r * q * q - 3 * r * q * e + r * e * e) / (cube(q) * cube((1 - c * c) * (1 - d * d)));
}

/// Sums over n = 1..N of products of the columns n c^{n-1}, n (d^{n-1} - c^{n-1})/(d - c) and n (d^n - c^n)/(d - c). The last two are the
/// derivatives of c^n + d^n by -cd and c + d, and none of them vanishes as c -> d.
struct PowerColumns {
  double determinant_first = 0;   ///< of the Gram matrix of the first two
  double trace_coefficients = 0;  ///< of the Gram matrix of the last two
  double determinant_coefficients = 0;

  PowerColumns(double c, double d, std::int64_t count) {
    const long double reach = std::max(std::abs(c), std::abs(d));
    long double aa = 0, ab = 0, bb = 0, bs = 0, ss = 0;
    long double power_c = 1, power_d = 1, bound = 1, quotient = 0;
    for (std::int64_t n = 1; n <= count; ++n) {
      const long double weight = static_cast<long double>(n);
      if (n > 3 && std::pow(weight, 5.0L) * bound < 1e-24L) break;  // the rest is below rounding
      const long double next = c * quotient + power_d;
      const long double first = weight * power_c;
      const long double second = weight * quotient;
      const long double third = weight * next;
      aa += first * first;
      ab += first * second;
      bb += second * second;
      bs += second * third;
      ss += third * third;
      quotient = next;
      power_c *= c;
      power_d *= d;
      bound *= reach * reach;
    }
    determinant_first = static_cast<double>(aa * bb - ab * ab);
    trace_coefficients = static_cast<double>(bb + ss);
    determinant_coefficients = static_cast<double>(bb * ss - bs * bs);
  }
};

}  // namespace

std::array<double, 2> SymmetricMatrix::eigenvalues() const {
  const double half = 0.5 * (xx + yy);
  const double spread = std::hypot(0.5 * (xx - yy), xy);
  return {half - spread, half + spread};
}

double surface(double x, double y, double c, double d) {
  pair_up(x, y, c, d);
  return differences(x, c, x, c) + 2 * differences(x, c, y, d) + differences(y, d, y, d);
}

std::array<double, 2> surface_gradient(double x, double y, double c, double d) {
  pair_up(x, y, c, d);
  return {2 * (difference_slope(x, c, x) + difference_slope(y, d, x)), 2 * (difference_slope(x, c, y) + difference_slope(y, d, y))};
}

SymmetricMatrix surface_hessian(double x, double y, double c, double d) {
  pair_up(x, y, c, d);
  return {2 * (slopes(x, x) + difference_curvature(x, c, x) + difference_curvature(y, d, x)), 2 * slopes(x, y),
          2 * (slopes(y, y) + difference_curvature(x, c, y) + difference_curvature(y, d, y))};
}

SymmetricMatrix optimum_hessian(double c, double d) { return {2 * slopes(c, c), 2 * slopes(c, d), 2 * slopes(d, d)}; }

std::array<double, 2> optimum_eigenvalues(double c, double d) {
  return eigenvalues_of(2 * (slopes(c, c) + slopes(d, d)), 4 * slopes_determinant(c, d));
}

double pole_condition(double c, double d) {
  in_domain(c != d, "c and d must differ");
  const auto [small, large] = optimum_eigenvalues(c, d);
  return large / small;
}

std::array<double, 2> pole_condition_asymptote(double c, double d) {
  const double p = square(0.5 * (c + d));
  const double base = 1 + p + p * p;
  return {square(1 - p * p) / base, p * (7 * p * p * p * p + 38 * p * p * p + 66 * p * p + 62 * p + 31) / (2 * base * base)};
}

double pole_condition_finite(double c, double d, std::int64_t count) {
  in_domain(c != d, "c and d must differ");
  in_domain(count >= 2, "one sample cannot tell two poles: N must be >= 2");
  const PowerColumns columns(c, d, count);
  // The second column of the Gram matrix is the first plus (d - c) times the divided difference, so the determinant has the factor (c-d)^2.
  const double determinant = columns.determinant_first * square(d - c);
  const auto [small, large] = eigenvalues_of(sum_second(c * c, count) + sum_second(d * d, count), determinant);
  return large / small;
}

double coefficient_condition(double c, double d) {
  const PowerColumns columns(c, d, std::numeric_limits<std::int64_t>::max());
  const auto [small, large] = eigenvalues_of(columns.trace_coefficients, columns.determinant_coefficients);
  return large / small;
}

Saddle saddle(double c, double d) {
  in_domain(c != d, "c and d must differ");
  const double low = std::min(c, d);
  const double high = std::max(c, d);
  const auto slope = [c, d](double m) { return difference_slope(m, c, m) + difference_slope(m, d, m); };
  // Poles far apart leave several stationary points on the diagonal; every path between the minima crosses it, and the lowest crossing
  // counts.
  constexpr int cells = 200;
  Saddle lowest{0, std::numeric_limits<double>::infinity(), 0};
  double left = low;
  for (int i = 1; i <= cells; ++i) {
    const double right = i == cells ? high : low + (high - low) * i / cells;
    if (slope(left) < 0 && slope(right) >= 0) {
      const double m = root(slope, left, right);
      const double value = surface(m, m, c, d);
      if (value < lowest.value) lowest = {m, value, surface_hessian(m, m, c, d).eigenvalues()[0]};
    }
    left = right;
  }
  in_domain(lowest.value < std::numeric_limits<double>::infinity(), "c and d are equal to rounding");
  return lowest;
}

std::array<double, 4> collision_normal_form(double c, double d) {
  const double p = square(0.5 * (c + d));
  const double delta = std::abs(c - d);
  const double strength = 4 * (1 + p + p * p) / ((1 + p) * std::pow(1 - p, 5));
  return {strength, strength * std::pow(delta, 4) / 16, -strength * delta * delta / 2, strength * delta * delta};
}

}  // namespace polesweep::theory
