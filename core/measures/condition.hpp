#pragma once

#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/networks/network.hpp"

/// Condition numbers (unit: 1, at least 1). Dimension: one number. +inf for a matrix that is singular to working precision (its smallest
/// singular value is below size x 2^-52 of the largest), NaN if an entry is not finite.
namespace polesweep {

/// Condition number of a Gram matrix sum_t s_t s_t^H or its mean [states x states], row-major, Hermitian: largest over smallest eigenvalue.
/// Only the lower triangle is read. Rounding of the Gram matrix itself leaves few digits of large numbers: of rings, 1e-5 of 3e11 and 2e-3
/// of 7e13 were wrong; with poles near the unit circle 1/(1 - |pole|^2) times that (`StateGram`). Cost: that of
/// `KernelSet::hermitian_condition_real`.
double state_condition(const std::vector<Complex>& gram, int states);
/// The same of several at once, no more than the kernels have lanes; real ones in real arithmetic if `complex_valued` is false.
std::vector<double> state_conditions(const std::vector<std::vector<Complex>>& grams, int states, bool complex_valued,
                                     const KernelSet& kernels);

/// Condition number of E[s s^H] of a stationary linear network on white input of unit power, exactly. It is the squared ratio of a factor's
/// singular values (`covariance_factor`, with the mean state as one more column), which reaches squares of what the Gram matrix does: of a
/// ring, 1e-8 of 1e27 was wrong. +inf if the network is not stable (see there). Cost: that of the factor and of its singular values.
double state_condition(const LinearSystem& system);

}  // namespace polesweep
