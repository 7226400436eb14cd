#pragma once

#include <optional>
#include <vector>

#include "core/linear_algebra/matrix.hpp"

namespace polesweep::linear_algebra {

/// The eigenvalues of a square matrix [n x n], those that the iteration separates last first; of a real one in exact conjugate pairs, the
/// positive imaginary part first. Returns nothing if an entry is not finite or the iteration does not converge (30 n steps).
///
/// Backward stable: they are the eigenvalues of a matrix within a few n x 2^-52 of it. Cost: about 10 n^3 multiply-adds.
/// Source: Householder's reduction to Hessenberg form, then QR with Francis's double shift (real) or Wilkinson's shift (complex); Golub and
/// Van Loan, Matrix Computations, 4th edition, 7.4 and 7.5.
std::optional<std::vector<Complex>> eigenvalues(RealMatrix a);
std::optional<std::vector<Complex>> eigenvalues(ComplexMatrix a);

}  // namespace polesweep::linear_algebra
