#pragma once

#include <complex>
#include <span>
#include <vector>

namespace polesweep {

/// A factor F [states x columns], row-major, of the stationary covariance F F^H = sum_k A^k B B^H (A^k)^H of z_t = A z_(t-1) + B x_t on
/// white x of unit power. `a` [states x states] has all its eigenvalues inside the unit circle, `b` is [states x inputs]; both row-major.
///
/// By doubling on the factor itself (F <- [F, A F], A <- A^2, compressed by QR), never by the covariance: small singular values of F keep
/// their digits, which would drown in the rounding of their squares. Cost: a few tens of states^3.
/// Source: Smith's doubling (1968) in square-root form.
std::vector<std::complex<double>> covariance_factor(std::span<const std::complex<double>> a, std::span<const std::complex<double>> b,
                                                    int states);

}  // namespace polesweep
