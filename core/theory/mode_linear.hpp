#pragma once

#include <array>
#include <complex>

#include "core/modes/mode.hpp"

/// Linearisation of theta' = -Delta at the optimal point (s, m/s, w*), m = a* b* (arXiv 2606.00243, stability). One mode is neutral (moving
/// s); the others obey (u, v)' = -M (u, v) with u = delta(ab), v = delta w. s and m are not zero.
namespace polesweep::theory {

struct Linearisation {
  double uu = 0;
  double uv = 0;
  double vu = 0;
  double vv = 0;

  double trace() const { return uu + vv; }
  double determinant() const { return uu * vv - uv * vu; }
  /// The slower one first.
  std::array<std::complex<double>, 2> rates() const;
  bool stable() const;
};

Linearisation linearise(const Algorithm& algorithm, double s, const Mode& teacher);

/// Real part of the slower rate; negative if the point repels.
double slow_rate(const Linearisation& matrix);
/// Largest step size below which the iteration theta - eta Delta contracts. Error: std::domain_error if the flow itself repels.
double largest_step(const Linearisation& matrix);

/// Rate r of the risk ~ exp(-r u) over updates theta - eta Delta with eta = `step` near the optimal point, the slower of both directions; 0
/// or less where they do not come to rest there.
double update_rate(const Linearisation& matrix, double step);

/// RFLO with alpha = a-hat s < 0 is stable for |alpha| strictly between these: [zero eigenvalue, Hopf]. Error: std::domain_error if the
/// window is empty.
std::array<double, 2> rflo_window(double s, const Mode& teacher, double leak);

/// Growth rate out of the saddle a = b = 0 at pole w: BPTT and tBPTT(k); RFLO and e-prop have no such point. The time to leave from
/// a = b = eps grows as log(1/eps) over it.
double saddle_exponent(const Algorithm& algorithm, double w, const Mode& teacher);

}  // namespace polesweep::theory
