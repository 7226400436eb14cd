#pragma once

#include <complex>
#include <vector>

/// The optimum of K poles with unit gains is one of K! points, one for each order of the poles; what lies between them (arXiv 2602.21454,
/// the corollary on non-convexity).
namespace polesweep::theory {

/// F(mu) = sum_n |sum_k mu_k^n - sum_k beta_k^n|^2, as differences of each mu_k from beta_k, so that it keeps its digits near mu = beta.
double unit_gain_surface(const std::vector<std::complex<double>>& student, const std::vector<std::complex<double>>& teacher);

/// The lowest F half-way between two orders of the poles that differ. F is 0 at both, so that it would be 0 here if it were convex.
/// Error: std::domain_error unless there are two to eight poles (8! orders).
double midpoint_barrier(const std::vector<std::complex<double>>& poles);

}  // namespace polesweep::theory
