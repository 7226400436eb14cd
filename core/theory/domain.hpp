#pragma once

#include <stdexcept>

namespace polesweep::theory {

/// Throws std::domain_error that says what must hold. `evaluate` turns it into an Error that names the formula and its whole domain.
inline void in_domain(bool holds, const char* what) {
  if (!holds) throw std::domain_error(what);
}

inline double square(double x) { return x * x; }

}  // namespace polesweep::theory
