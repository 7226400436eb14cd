#pragma once

#include <complex>
#include <vector>

/// Identification from an impulse response, and when it is possible (arXiv 2602.21454, lemma 3.1 and theorem 3.2).
namespace polesweep::theory {

struct PoleSystem {
  std::vector<std::complex<double>> poles;
  std::vector<std::complex<double>> gains;
};

/// The K poles and gains behind samples h[0..2K-1]. Poles ascend by real, then imaginary part. Every value of the last sample alone belongs
/// to another system with the same 2K-1 samples before it. Error: std::domain_error if the Hankel matrix is singular.
PoleSystem prony(const std::vector<std::complex<double>>& samples);

/// h[n] = sum_k b_k beta_k^n, n = 0..count-1.
std::vector<std::complex<double>> impulse_response(const PoleSystem& system, int count);

/// det of the K x K Hankel matrix (h[i+j]): prod b_k prod_{i<j} (beta_i - beta_j)^2.
std::complex<double> hankel_determinant(const PoleSystem& system);
/// |det| of the derivatives of h[0..2K-1] by gains and poles: prod |b_k| prod_{i<j} |beta_i - beta_j|^4.
double identification_determinant(const PoleSystem& system);

}  // namespace polesweep::theory
