#pragma once

#include "core/linear_algebra/matrix.hpp"

namespace polesweep {

/// |P dW|^2/|dW|^2 in Frobenius norms: how much of a learned change dW [states x states] lies in the range of the weights [states x
/// outputs] that carry errors to the states, P the projector on it. 1 if it all does; (rank of the range)/states in the mean of changes
/// without a direction. NaN of no change and of numbers that are not finite. Dimension: one number, unit 1. Cost: 2 states outputs^2 +
/// states^2 outputs multiply-adds. Source: arXiv 2606.00243, proposition 3.1, by which random feedback changes weights in its range alone.
double feedback_share(const linear_algebra::ComplexMatrix& change, const linear_algebra::ComplexMatrix& feedback);

}  // namespace polesweep
