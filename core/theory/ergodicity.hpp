#pragma once

#include <array>
#include <cstdint>

/// How fast the state of a linear network, and its derivative by the pole, forget where they started (arXiv 2501.08040, geometric
/// ergodicity): h_t = w h_{t-1} + b x_t with Gaussian x of unit variance, p_t = w p_{t-1} + h_{t-1}. |w| < 1. Distances to the stationary
/// law.
namespace polesweep::theory {

/// The law of h at time 0: Gaussian.
struct Start {
  double mean = 0;
  double variance = 0;
};

double wasserstein_1(std::int64_t t, double w, double b, const Start& start);
double wasserstein_2(std::int64_t t, double w, double b, const Start& start);
/// Of (h_t, p_t) started at (h0, p0). The squared distance is a difference of traces: absolute error about 1e-19 times the stationary
/// trace.
double wasserstein_2_joint(std::int64_t t, double w, double b, double h0, double p0);
/// [var h, cov(h, p), var p] of the stationary law.
std::array<double, 3> stationary_covariance(double w, double b);

}  // namespace polesweep::theory
