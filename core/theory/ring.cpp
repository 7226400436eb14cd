#include "core/theory/ring.hpp"

#include <algorithm>
#include <cmath>

namespace polesweep::theory {
namespace {

/// sum_j n^i rho^{2n} over n = m + jK, i = 0, 1, 2: what frequency m of the circle collects.
struct Sums {
  double s0, s1, s2;
};

Sums sums(double radius, double k, double m) {
  const double power = std::pow(radius, 2 * m);
  const double wrap = std::pow(radius, 2 * k);
  const double rest = -std::expm1(2 * k * std::log(radius));
  const double s0 = power / rest;
  const double one = power * wrap / (rest * rest);
  const double two = power * wrap * (1 + wrap) / (rest * rest * rest);
  return {s0, m * s0 + k * one, m * m * s0 + 2 * m * k * one + k * k * two};
}

template <class Eigenvalue>
std::vector<double> collect(double radius, int count, Eigenvalue eigenvalue) {
  std::vector<double> values;
  for (int m = 0; m < count; ++m) eigenvalue(sums(radius, count, m), values);
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

std::vector<double> ring_eigenvalues_fixed(double radius, int count) {
  return collect(radius, count, [count](const Sums& s, std::vector<double>& values) { values.push_back(count * s.s0); });
}

std::vector<double> ring_eigenvalues_poles(double radius, int count) {
  // Columns n beta^{n-1} put n^2 rho^{2(n-1)} at frequency n - 1: with n = l + 1 this is the sum of (l + 1)^2 rho^{2l}.
  return collect(radius, count,
                 [count](const Sums& s, std::vector<double>& values) { values.push_back(count * (s.s2 + 2 * s.s1 + s.s0)); });
}

std::vector<double> ring_eigenvalues_joint(double radius, int count) {
  return collect(radius, count, [radius, count](const Sums& s, std::vector<double>& values) {
    const double a = s.s0;
    const double b = s.s1 / radius;
    const double d = s.s2 / (radius * radius);
    // Determinant as K^2 times the variance of n under the weights rho^{2n}: s0 s2 - s1^2 = K^2 R r^{2m}/(1-R)^4, free of cancellation.
    const double k = count;
    const double wrap = std::pow(radius, 2 * k);
    const double rest = -std::expm1(2 * k * std::log(radius));
    const double determinant = k * k * wrap * a * a / (rest * rest) / (radius * radius);
    const double large = 0.5 * (a + d) + std::hypot(0.5 * (a - d), b);
    values.push_back(k * determinant / large);
    values.push_back(k * large);
  });
}

}  // namespace polesweep::theory
