#pragma once

#include "core/block/number.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// -1, 0 or 1; of a complex number part by part, sgn(Re a) + i sgn(Im a). NaN stays NaN.
///
/// Part by part is the sign of the adaptive-filter books (csgn in Sayed, Fundamentals of Adaptive Filtering), which needs no division, and
/// makes the complex rules those of the two real parts. The other one in use is a/|a| (MATLAB's and numpy >= 2's `sign`).
POLESWEEP_INLINE Real sign_of(Real a) {
  const Real zero{};
  return where(a > zero, broadcast(1.0), where(zero > a, broadcast(-1.0), a));
}
POLESWEEP_INLINE Complex sign_of(Complex a) { return {sign_of(a.re), sign_of(a.im)}; }

}  // namespace polesweep::POLESWEEP_KERNELS
