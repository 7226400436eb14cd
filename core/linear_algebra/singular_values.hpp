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

/// U V^T of the singular value decomposition U S V^T of a real matrix [rows x columns <= rows] of full rank: the matrix with orthonormal
/// columns next to it. `a` must be finite.
RealMatrix orthonormal_part(const RealMatrix& a);

}  // namespace polesweep::linear_algebra
