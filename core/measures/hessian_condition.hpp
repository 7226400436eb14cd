#pragma once

#include <vector>

#include "core/learners/learner.hpp"
#include "core/networks/network.hpp"

namespace polesweep {

/// Condition number of J^H J, the Gauss-Newton matrix of the risk of a diagonal network on white input, J the derivative of its impulse
/// responses by the readout's weights [outputs x regressors] and, if `moves_poles`, by the poles; of real systems by the real and imaginary
/// part of each pair. It is the Hessian where the risk is 0. Input weights stand still: with them a scale would be free. A complex system's
/// real Hessian has the same eigenvalues, each of them twice.
///
/// J has its digits: in the orthonormal basis of Takenaka and Malmquist with each pole twice, responses and their derivatives have entries
/// in closed form, and its singular values are found, not the eigenvalues of their squares. +inf if J lacks rank to within rounding or a
/// pole lies outside the unit circle; NaN if the network is not diagonal or its readout sees conjugates, or a number is not finite.
/// Cost: 12 N^3 multiply-adds, N trained numbers.
/// Source: arXiv 2602.21454, the Hessian at the optimum.
double hessian_condition(const LinearSystem& system, const std::vector<Complex>& weights, const Regressors& regressors, int outputs,
                         bool moves_poles);

}  // namespace polesweep
