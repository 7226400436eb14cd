#pragma once

#include <complex>
#include <vector>

/// Cramer-Rao lower bounds on E|estimate - truth|^2 for a system observed through white input of unit variance and output noise of variance
/// 1, one sample: multiply by s2/N for N samples of noise variance s2 (N long against the memory), by s2 for one impulse response
/// (arXiv 2602.21454, derived from its Gram matrices). Poles distinct, inside the unit circle, gains not zero.
namespace polesweep::theory {

std::vector<double> bound_poles(const std::vector<std::complex<double>>& poles, const std::vector<std::complex<double>>& gains);
std::vector<double> bound_poles_known_gains(const std::vector<std::complex<double>>& poles, const std::vector<std::complex<double>>& gains);
std::vector<double> bound_gains(const std::vector<std::complex<double>>& poles);
std::vector<double> bound_gains_known_poles(const std::vector<std::complex<double>>& poles);

/// Samples from which the bound on the worst pole's standard deviation is at most half the smallest distance of two poles, per unit of
/// noise variance. At least two poles.
double samples_to_resolve(const std::vector<std::complex<double>>& poles, const std::vector<std::complex<double>>& gains, bool gains_known);

}  // namespace polesweep::theory
