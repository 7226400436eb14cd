#pragma once

#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/learners/readouts/readout.hpp"
#include "core/members/fields.hpp"

namespace polesweep {

/// Condition numbers (unit: 1, at least 1; +inf if singular to working precision, NaN if an entry is not finite) of the factors R of a
/// readout for the runs of a block [regressors x (regressors + outputs)], row-major: largest over smallest singular value of its square,
/// which are those of the regressors that it has learnt from, weighted, with the rows of the regularisation (`LearningRule::factor`). The
/// weights are off by 2^-52 times so much of their norm. Its square is the condition number of a Gram matrix. Cost: that of
/// `KernelSet::triangular_condition_real`. Writes one a run.
void readout_conditions(const Arena& factor, const ReadoutShape& shape, const KernelSet& kernels, double* conditions);

/// The same of one factor.
double readout_condition(const std::vector<Complex>& factor, int regressors);

}  // namespace polesweep
