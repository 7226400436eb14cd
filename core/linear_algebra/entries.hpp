#pragma once

#include <span>
#include <vector>

#include "core/members/fields.hpp"

/// Decompositions of matrices given by their entries, row-major; of real ones in real arithmetic.
namespace polesweep {

/// Eigenvalues [size] of a matrix [size x size], row-major, in no particular order; of its real parts alone, and in exact conjugate pairs,
/// if `complex_valued` is false. All NaN if an entry is not finite or the iteration does not converge.
std::vector<Complex> eigenvalues(std::span<const Complex> matrix, int size, bool complex_valued);

/// Singular values [min(rows, columns)] of a matrix [rows x columns], row-major, in descending order (unit: that of its entries). All NaN
/// if an entry is not finite. Cost: some fifty rows x columns x min(rows, columns) operations (`linear_algebra::singular_values`), 7 ms for
/// 64 x 64 complex numbers.
std::vector<double> singular_values(const std::vector<Complex>& matrix, int rows, int columns);

/// The same to within a few size x 2^-52 of the largest: of the recurrent matrix or its learned change W_N - W_0, whose small ones are
/// rounding. Cost: `linear_algebra::normwise_singular_values`, a tenth.
std::vector<double> normwise_singular_values(const std::vector<Complex>& matrix, int rows, int columns);

/// Condition number in the 2-norm of a matrix [size x size]: largest over smallest singular value. Cost: `singular_values`.
double condition_number(const std::vector<Complex>& matrix, int size);
/// The same of the two values: +inf if the smallest is below size x 2^-52 of the largest.
double condition_of(double largest, double smallest, int size);

}  // namespace polesweep
