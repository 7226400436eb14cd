#pragma once

#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// Condition number (unit: 1, at least 1; +inf if singular to working precision, NaN if an entry is not finite)
/// of the factor R of a readout [regressors x (regressors + outputs)], row-major: largest over smallest singular value of its square, which
/// are those of the regressors that it has learnt from, weighted, with the rows of the regularisation (`LearningRule::factor`). The weights
/// are off by 2^-52 times so much of their norm. Its square is the condition number of a Gram matrix. Cost: `singular_values`.
double readout_condition(const std::vector<Complex>& factor, int regressors);

}  // namespace polesweep
