#pragma once

#include <span>
#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

struct MarkShape;

/// Effective rank by entropy: exp(-sum_i p_i log p_i) with p_i = s_i/sum_j s_j (unit: 1, between 1 and the rank). Dimension: one number.
/// Cost: that of the singular values. 0 for a zero matrix, NaN if a value is not finite.
/// Source: Roy and Vetterli, "The effective rank", EUSIPCO 2007, definition 1.
double entropy_rank(std::span<const double> singular_values);

/// Participation ratio (sum_i s_i)^2/sum_i s_i^2 = 1/sum_i p_i^2 with the same shares p_i (unit: 1, between 1 and the effective rank, which
/// gives small values more weight). Of the values themselves: the participation ratio of a covariance's eigenvalues is that of their
/// squares. Dimension: one number. Cost: that of the singular values. 0 for a zero matrix, NaN if a value is not finite. Source: Hill,
/// "Diversity and evenness", Ecology 54, 1973, numbers of order 2 and, by entropy, of order 1.
double participation_ratio(std::span<const double> singular_values);

/// Nominal real operations of `singular_values` on the recurrent matrix of a run. A diagonal one is reduced without effect and needs no
/// iteration.
double singular_values_operations(const MarkShape& shape);

}  // namespace polesweep
