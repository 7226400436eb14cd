#pragma once

#include <span>
#include <vector>

#include "core/fields.hpp"

namespace polesweep {

struct MarkShape;

/// Singular values [min(rows, columns)] of a matrix [rows x columns], row-major, in descending order (unit: that of its entries): of the
/// learned change W_N - W_0 of the recurrent matrix, say. All NaN where an entry is not finite. Cost: some fifty rows x columns x
/// min(rows, columns) operations (`linear_algebra::singular_values`), 7 ms for 64 x 64 complex numbers.
std::vector<double> singular_values(const std::vector<Complex>& matrix, int rows, int columns);

/// Effective rank by entropy: exp(-sum_i p_i log p_i) with p_i = s_i/sum_j s_j (unit: 1, between 1 and the rank). Dimension: one number.
/// Cost: that of the singular values. 0 for a zero matrix, NaN where a value is not finite.
/// Source: Roy and Vetterli, "The effective rank", EUSIPCO 2007, definition 1.
double entropy_rank(std::span<const double> singular_values);

/// Effective rank by participation: (sum_i s_i^2)^2/sum_i s_i^4 (unit: 1, between 1 and the rank), which counts directions of the power
/// s_i^2 and so weighs small ones less than `entropy_rank` does. Dimension, cost and special values as there.
double participation_ratio(std::span<const double> singular_values);

/// Nominal real operations of `singular_values` on the recurrent matrix of a run. A diagonal one is reduced without effect and needs no
/// iteration.
double singular_values_operations(const MarkShape& shape);

}  // namespace polesweep
