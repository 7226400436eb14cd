#pragma once

#include "core/linear_algebra/matrix.hpp"

namespace polesweep {

/// |P dW|^2/|dW|^2 in Frobenius norms: how much of a learned change dW [states x states] lies in the range of the weights [states x
/// outputs] that carry errors to the states, P the projector on it. 1 if it all does; (rank of the range)/states in the mean of changes
/// without a direction. NaN of no change and of numbers that are not finite. Dimension: one number, unit 1. Cost: 2 states outputs^2 +
/// states^2 outputs multiply-adds. Source: arXiv 2606.00243, proposition 3.1, by which random feedback changes weights in its range alone.
double feedback_share(const linear_algebra::ComplexMatrix& change, const linear_algebra::ComplexMatrix& feedback);

/// Re <B, V^H>/(|B| |V|): the cosine between the weights B [states x outputs] that carry errors to the states and the readout's V^H, by
/// which the exact gradient carries them. 1 where they are the readout's own; 0 in the mean of weights drawn without regard to it. NaN of
/// zero weights and of numbers that are not finite. Dimension: one number, unit 1. Cost: 3 states outputs multiply-adds. Source: Lillicrap,
/// Cownden, Tweed, Akerman, Nature Communications 7, 13276 (2016), who see readouts turn towards fixed random feedback.
double feedback_alignment(const linear_algebra::ComplexMatrix& feedback, const linear_algebra::ComplexMatrix& readout);

}  // namespace polesweep
