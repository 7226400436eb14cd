#pragma once

#include <cstdint>
#include <vector>

/// Where truncated gradients stop under mismatch (arXiv 2501.08040, scalar student): h_t = w h_{t-1} + x_t, y_t = a h_t, white input, a
/// target that no single pole reaches. `depth` k >= 1 is the number of transitions a gradient goes back with the state carried on;
/// 0 means never cut, which is RTRL.
namespace polesweep::theory {

/// What gradients of a step see: `rolling`, the last k transitions of every step; `chunked`, those back to the start of the step's chunk of
/// k.
enum class Cut { rolling, chunked };

/// Target x_{t-d}, d >= 1: the stationary w in (0, 1), sum_{j=1}^k w^{2j} = d (chunked: the mean over depths 1..k). Error:
/// std::domain_error for 1 <= k <= d, where w drifts to 1 and nothing is learned.
double delay_pole(std::int64_t delay, std::int64_t depth, Cut cut);
/// 1/2 E e^2 there, with the best a = (1 - w^2) w^d.
double delay_loss(std::int64_t delay, double w);
/// d = k = 1: integrated step size until w^2 has gone from q0 to q1, 0 < q0 < q1 < 1, along the slow law q' = 2q (1-q)^2.
double slow_drift_time(double q0, double q1);
/// Yhat = a b h with b learned too, d < k: d(a^2 - b^2)/dt far out on the drift that never stops, -2 (1-q) q^{d+k} with q = w^2. It is 0
/// for RTRL.
double gain_drift(std::int64_t delay, std::int64_t depth);

/// Target sum_i c_i sum_n mu_i^n x_{t-n}, |mu_i| < 1.
struct Exponential {
  double gain = 0;
  double pole = 0;
};
using Exponentials = std::vector<Exponential>;

struct Stationary {
  double w = 0;
  double a = 0;
  double loss = 0;  ///< 1/2 E e^2
};

/// The best a for a pole w, and the loss there.
Stationary best_readout(const Exponentials& teacher, double w);
/// The stable stationary point with the lowest loss. Error: std::domain_error if there is none inside the circle.
Stationary stationary_point(const Exponentials& teacher, std::int64_t depth);
/// E g_w of TBPTT(k) minus that of RTRL at any (a, w), |w| < 1.
double gradient_bias(double a, double w, const Exponentials& teacher, std::int64_t depth);
/// w_k - w_inf to first order in the bias, for k >= 1.
double pole_shift(const Exponentials& teacher, std::int64_t depth);

}  // namespace polesweep::theory
