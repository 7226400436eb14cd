#include "core/theory/mode_linear.hpp"

#include <algorithm>
#include <cmath>

#include "core/theory/domain.hpp"

namespace polesweep::theory {

std::array<std::complex<double>, 2> Linearisation::rates() const {
  const double half = 0.5 * trace();
  // A square of the difference plus the product, not trace^2 - 4 det: equal rates keep their digits.
  const double discriminant = 0.25 * (uu - vv) * (uu - vv) + uv * vu;
  if (discriminant < 0) return {std::complex(half, -std::sqrt(-discriminant)), std::complex(half, std::sqrt(-discriminant))};
  const double spread = std::sqrt(discriminant);
  if (half > 0) return {determinant() / (half + spread), half + spread};
  return {half - spread, half + spread};
}

bool Linearisation::stable() const { return trace() > 0 && determinant() > 0; }

Linearisation linearise(const Algorithm& algorithm, double s, const Mode& teacher) {
  const double m = teacher.a * teacher.b;
  const double w = teacher.w;
  in_domain(s != 0 && m != 0, "s and the teacher's gain must not be zero");
  const double q = w * w;
  const double d = 1 / (1 - q);
  const double a2 = s * s;
  const double b2 = (m / s) * (m / s);
  const double alpha = algorithm.feedback * s;
  switch (algorithm.rule) {
    case Rule::bptt:
    case Rule::rtrl: return {(a2 + b2) * d, m * (a2 + b2) * w * d * d, m * w * d * d, m * m * (1 + q) * d * d * d};
    case Rule::tbptt: {
      const double k = static_cast<double>(algorithm.depth);
      const double power = std::pow(q, k);
      const double before = std::pow(q, k - 1);
      const double kept = (1 - power) * d;
      const double slope = w * (1 - k * before + (k - 1) * power) * d * d;
      const double curvature = (1 + q - (k + 1) * power + (k - 1) * power * q) * d * d * d;
      return {b2 * d + a2 * kept, m * (b2 * w * d * d + a2 * slope), m * w * (1 - power) * d * d, m * m * curvature};
    }
    case Rule::rflo: {
      const double r = algorithm.leak * w;
      const double rho = 1 / (1 - r);
      return {b2 * d + alpha * rho, m * (b2 * w * d * d + alpha * algorithm.leak * rho * rho), alpha * (b2 / m) * w * d * rho,
              alpha * b2 * d * d * (1 - q * r) * rho * rho};
    }
    case Rule::eprop:
      return {(b2 + alpha) * d, (b2 + alpha) * m * w * d * d, alpha * (b2 / m) * w * d * d, alpha * b2 * (1 + q) * d * d * d};
  }
  return {};
}

double slow_rate(const Linearisation& matrix) { return matrix.rates()[0].real(); }

double largest_step(const Linearisation& matrix) {
  in_domain(matrix.stable(), "the point repels: no step is stable");
  double step = 1e300;
  for (const std::complex<double> rate : matrix.rates()) step = std::min(step, 2 * rate.real() / std::norm(rate));
  return step;
}

double update_rate(const Linearisation& matrix, double step) {
  double rate = 1e300;
  for (const std::complex<double> flow : matrix.rates()) rate = std::min(rate, -2 * std::log(std::abs(1.0 - step * flow)));
  return rate;
}

std::array<double, 2> rflo_window(double s, const Mode& teacher, double leak) {
  const double m = teacher.a * teacher.b;
  in_domain(s != 0 && m != 0, "s and the teacher's gain must not be zero");
  const double q = teacher.w * teacher.w;
  const double d = 1 / (1 - q);
  const double r = leak * teacher.w;
  const double rho = 1 / (1 - r);
  const double b2 = (m / s) * (m / s);
  const double high = b2 * d / (rho + b2 * d * d * rho * rho * (1 - q * r));
  in_domain(high > b2, "the window is empty: RFLO is stable for alpha > 0 alone");
  return {b2, high};
}

double saddle_exponent(const Algorithm& algorithm, double w, const Mode& teacher) {
  in_domain(algorithm.rule != Rule::rflo && algorithm.rule != Rule::eprop, "rflo and eprop have no saddle at a = b = 0");
  const double z = w * teacher.w;
  const double kept = algorithm.rule == Rule::tbptt ? std::sqrt(1 - std::pow(z, static_cast<double>(algorithm.depth))) : 1;
  return std::abs(teacher.a * teacher.b) * kept / (1 - z);
}

}  // namespace polesweep::theory
