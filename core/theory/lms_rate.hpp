#pragma once

#include <span>

namespace polesweep::theory {

/// The rate r at which the excess risk of LMS falls in the end, ~ exp(-r N): -log of the largest eigenvalue of
/// diag(1 - 2 mu l_i + beta mu^2 l_i^2) + mu^2 l l^T, the map of the mean squared weight errors along the eigenvectors of the regressors'
/// covariance, whose eigenvalues are `l`; beta is 2 for real regressors, 1 for circular complex ones. About 2 mu min l for small mu.
///
/// Assumes Gaussian regressors that are independent from step to step. Those of a network are not, which is right to first order in mu; and
/// eigenvalues that the start leaves out make the decay faster than this: it is the slowest there can be. Errors: std::domain_error if
/// no eigenvalue is positive or an eigenvalue of the map is 1 or above, so that LMS diverges in mean square.
/// Source: Horowitz and Senne 1981; Feuer and Weinstein 1985 (real), Haykin, Adaptive Filter Theory, LMS (complex).
double lms_rate(std::span<const double> l, double mu, bool complex_valued);

}  // namespace polesweep::theory
