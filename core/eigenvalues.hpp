#pragma once

#include <span>
#include <vector>

#include "core/fields.hpp"

namespace polesweep {

/// Eigenvalues [size] of a matrix [size x size], row-major, in no particular order; of its real parts alone, and in exact conjugate pairs,
/// where `complex_valued` is false. All NaN where an entry is not finite or the iteration does not converge.
std::vector<Complex> eigenvalues(std::span<const Complex> matrix, int size, bool complex_valued);

}  // namespace polesweep
