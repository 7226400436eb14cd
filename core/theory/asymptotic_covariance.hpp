#pragma once

#include <array>
#include <cstdint>

namespace polesweep::theory {

/// [V_aa, V_aw, V_ww] of sqrt(T) (averaged iterate - stationary point) for the scalar student of truncation.hpp, target x_{t-d} plus white
/// output noise of variance s2, Gaussian input (arXiv 2501.08040, stochastic approximation): V = J^-1 S J^-T with the long-run covariance S
/// of the gradients by Isserlis' theorem, summed over lags to rounding. `depth` 0 is RTRL. Errors: std::domain_error for 1 <= k <= d, and
/// where the pole is so near 1 (|w| > 0.995) that the sums over lags would be long.
std::array<double, 3> asymptotic_covariance(std::int64_t delay, std::int64_t depth, double noise_variance);

}  // namespace polesweep::theory
