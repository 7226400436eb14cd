#pragma once

#include <cstdint>

/// Sums of powers that appear wherever responses of finite length are compared (theory of the three papers, conventions).
namespace polesweep::theory {

/// sum_{n=0}^{N-1} p^n, real p in (-1, 1), N >= 0.
double sum_powers(double p, std::int64_t count);
/// sum_{n=1}^{N} n p^{n-1}.
double sum_first(double p, std::int64_t count);
/// sum_{n=1}^{N} n^2 p^{n-1}.
double sum_second(double p, std::int64_t count);
/// sum_{n=0}^{T-1} (1 - n/T) p^n: the weight of lag n in the mean over a sequence of T steps that starts at zero state.
double sum_ramp(double p, std::int64_t length);

}  // namespace polesweep::theory
