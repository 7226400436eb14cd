#include "core/theory/ergodicity.hpp"

#include <algorithm>
#include <cmath>

namespace polesweep::theory {
namespace {

/// Mean and standard deviation now, less the stationary ones; both of either sign.
struct Gap {
  double mean = 0;
  double deviation = 0;
};

Gap gap(std::int64_t t, double w, double b, const Start& start) {
  const double forgotten = std::pow(w, static_cast<double>(t));
  const double variance = b * b / (1 - w * w);
  const double change = forgotten * forgotten * (start.variance - variance);  // of the variance, against the stationary one
  const double now = std::sqrt(variance + change);
  return {forgotten * start.mean, now + std::sqrt(variance) > 0 ? change / (now + std::sqrt(variance)) : 0};
}

using Real = long double;

/// Covariance of (h, p) after t steps from a fixed start, over b^2.
struct Covariance {
  Real hh, hp, pp;
  Real determinant() const { return hh * pp - hp * hp; }
};

Covariance covariance(std::int64_t t, Real w) {
  Covariance sum{0, 0, 0};
  Real power = 1;     // w^n
  Real previous = 0;  // w^{n-1}
  for (std::int64_t n = 0; n < t; ++n) {
    const Real slope = static_cast<Real>(n) * previous;
    sum.hh += power * power;
    sum.hp += power * slope;
    sum.pp += slope * slope;
    previous = power;
    power *= w;
    if (n > 2 && slope * slope < 1e-40L && power * power < 1e-40L) break;  // the rest is far below rounding
  }
  return sum;
}

}  // namespace

double wasserstein_1(std::int64_t t, double w, double b, const Start& start) {
  const Gap by = gap(t, w, b, start);
  const double mean = std::abs(by.mean);
  const double deviation = std::abs(by.deviation);
  if (deviation == 0) return mean;
  // Mean of |mean + deviation * Z|, Z standard normal.
  const double z = mean / deviation;
  return deviation * std::sqrt(2 / std::acos(-1.0)) * std::exp(-z * z / 2) + mean * std::erf(z / std::sqrt(2.0));
}

double wasserstein_2(std::int64_t t, double w, double b, const Start& start) {
  const Gap by = gap(t, w, b, start);
  return std::hypot(by.mean, by.deviation);
}

double wasserstein_2_joint(std::int64_t t, double w, double b, double h0, double p0) {
  const Real q = static_cast<Real>(w) * w;
  const Real d = 1 / (1 - q);
  const Covariance now = covariance(t, w);
  const Covariance end{d, w * d * d, (1 + q) * d * d * d};
  const Real product = now.hh * end.hh + 2 * now.hp * end.hp + now.pp * end.pp;
  const Real roots = std::sqrt(std::max(Real{0}, now.determinant()) * end.determinant());
  const Real bures = now.hh + now.pp + end.hh + end.pp - 2 * std::sqrt(product + 2 * roots);
  const double forgotten = std::pow(w, static_cast<double>(t));
  const double mean_h = forgotten * h0;
  const double mean_p = forgotten * p0 + (t > 0 ? static_cast<double>(t) * std::pow(w, static_cast<double>(t - 1)) * h0 : 0);
  return static_cast<double>(std::sqrt(static_cast<Real>(mean_h) * mean_h + static_cast<Real>(mean_p) * mean_p +
                                       static_cast<Real>(b) * b * std::max(Real{0}, bures)));
}

std::array<double, 3> stationary_covariance(double w, double b) {
  const double d = 1 / (1 - w * w);
  return {b * b * d, b * b * w * d * d, b * b * (1 + w * w) * d * d * d};
}

}  // namespace polesweep::theory
