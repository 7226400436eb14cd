#pragma once

#include <complex>
#include <vector>

/// Prediction risk of fixed and of learned poles, and where they cross (arXiv 2602.21454, derived).
namespace polesweep::theory {

/// min_c sum_n |sum_k b_k beta_k^n - sum_j c_j mu_j^n|^2: what K' fixed poles mu cannot represent, by the Blaschke product of the mu.
double bias_of_fixed_poles(const std::vector<std::complex<double>>& fixed_poles, const std::vector<std::complex<double>>& poles,
                           const std::vector<std::complex<double>>& gains);

/// Excess risk after N samples of output noise variance s2, white unit input, to first order in 1/N: bias^2 + (s2 + bias^2) K'/N.
/// The residual of the bias counts as white; it is not, and where it is not small against s2 the second term is too small.
double risk_of_fixed_poles(double bias, int fixed_count, double noise_variance, double samples);
/// 2K s2/N, at the maximum of the likelihood.
double risk_of_learned_poles(int count, double noise_variance, double samples);
/// N* = s2 (2K - K')/bias: fixed poles win below, learned ones above. K' < 2K, bias > 0.
double crossover(double bias, int fixed_count, int count, double noise_variance);

}  // namespace polesweep::theory
