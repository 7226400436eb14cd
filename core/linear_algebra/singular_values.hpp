#pragma once

#include <optional>
#include <vector>

#include "core/linear_algebra/matrix.hpp"

namespace polesweep::linear_algebra {

/// The singular values of a matrix [rows x columns] in descending order, min(rows, columns) of them. Those below 2^-500 of the largest may
/// come out as 0. Returns nothing if an entry is not finite.
///
/// QR with pivoting, then Jacobi's rotations of the rows of R: small values of a matrix whose columns differ in scale keep their digits.
/// Cost: about 12 n^3 multiply-adds, n the smaller size.
/// Source: one-sided Jacobi after Hestenes (1958) with the preconditioning of Drmac and Veselic (2008).
std::optional<std::vector<double>> singular_values(const RealMatrix& a);
std::optional<std::vector<double>> singular_values(const ComplexMatrix& a);

/// The same to within a few n x 2^-52 of the largest, n the smaller size: those that are small beside it may be rounding. Returns nothing
/// if the iteration does not converge, either (30 n steps). Cost: about 4/3 n^3 multiply-adds of a square matrix, a tenth of the above.
///
/// Source: reduction to bidiagonal form and implicit QR after Golub and Kahan (1965), without shift where a value is next to nothing
/// (Demmel and Kahan 1990); Golub and Van Loan, Matrix Computations, 4th edition, 8.6.
std::optional<std::vector<double>> normwise_singular_values(RealMatrix a);
std::optional<std::vector<double>> normwise_singular_values(ComplexMatrix a);

/// U V^T of the singular value decomposition U S V^T of a real matrix [rows x columns <= rows] of full rank: the matrix with orthonormal
/// columns next to it. `a` must be finite.
RealMatrix orthonormal_part(const RealMatrix& a);

}  // namespace polesweep::linear_algebra
