#pragma once

#include "core/learners/recurrent/diagonal_pairs.hpp"
#include "core/learners/recurrent/estimator.hpp"
#include "core/learners/recurrent/pole_coordinates.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// One sample of exact traces and plain descent in two passes, for networks of nothing but pole pairs with one output. Same bits as the
/// general way (forward pass, prediction, error, traces, descent), which it must equal in every test of that.
///
/// It exists for speed alone: the states go through the processor's nearest memory twice instead of five times. Measured with
/// `bench_kernels --benchmark_filter=diagonal` on v4, with and without `fuses`, five times in turn: 9.2, 17.5, 35 and 92 ns per run and
/// step for 8, 16, 32 and 64 pole pairs against 15.5, 28, 61 and 132, 1.4 to 1.8 times as fast.
class FusedPairs {
 public:
  FusedPairs(int states, int inputs, double pole_limit) : n_(states), m_(inputs), pole_limit_(pole_limit) {}

  /// Advances states and traces. Returns the prediction v s, added in the order of `dot`.
  POLESWEEP_INLINE Real forward(const double* theta, double* carry, const double* x, double* traces, const double* v) const {
    Real partial[4] = {broadcast(0.0), broadcast(0.0), broadcast(0.0), broadcast(0.0)};
    const double* input = theta + static_cast<std::size_t>(n_) * lanes;
    double* input_traces = traces + static_cast<std::size_t>(n_) * lanes;
    for (int first = 0; first < n_; first += 4)
#pragma GCC unroll 2
      for (int half = 0; half < 2; ++half) {
        const int i = first + 2 * half;
        const Real pole_re = load(theta, i);
        const Real pole_im = load(theta, i + 1);
        const Real carrier[3] = {pole_re, pole_im, pole_re};
        const Real a = load(carry, i);
        const Real b = load(carry, i + 1);
        const Pair e = carry_on<rotations>(carrier, {load(traces, i), load(traces, i + 1)}, {a, b}, a);
        store(traces, i, e.first);
        store(traces, i + 1, e.second);
        Real next_a = fused(pole_re, a, -pole_im * b);
        Real next_b = fused(pole_im, a, pole_re * b);
        for (int j = 0; j < m_; ++j) {
          const std::int64_t index = static_cast<std::int64_t>(i) * m_ + j;
          const Real xj = load(x, j);
          next_a = fused(load(input, index), xj, next_a);
          next_b = fused(load(input, index + m_), xj, next_b);
          const Pair f = carry_on<rotations>(carrier, {load(input_traces, index), load(input_traces, index + m_)}, {xj, broadcast(0.0)}, a);
          store(input_traces, index, f.first);
          store(input_traces, index + m_, f.second);
        }
        store(carry, i, next_a);
        store(carry, i + 1, next_b);
        partial[2 * half] = fused(load(v, i), next_a, partial[2 * half]);
        partial[2 * half + 1] = fused(load(v, i + 1), next_b, partial[2 * half + 1]);
      }
    return (partial[0] + partial[1]) + (partial[2] + partial[3]);
  }

  /// Everything moves down its gradient, with the error e = y - d.
  POLESWEEP_INLINE void descend(const double* carry, const double* traces, double* v, Real e, const Descent& descent, Real readout) const {
    double* theta = descent.theta;
    double* input = theta + static_cast<std::size_t>(n_) * lanes;
    const double* input_traces = traces + static_cast<std::size_t>(n_) * lanes;
    const Real poles = -descent.poles;
    const Real inputs = -descent.inputs;
    const Real readouts = -readout;
    const bool limits = pole_limit_ > 0;
    const double bound = pole_limit_ * pole_limit_;
    for (int i = 0; i < n_; i += 2) {
      const Real v1 = load(v, i);
      const Real v2 = load(v, i + 1);
      const Pair q{v1 * e, v2 * e};
      const Pair g = derivative_of<rotations>({load(traces, i), load(traces, i + 1)}, q, q.first);
      Real u = fused(g.first, poles, load(theta, i));
      Real w = fused(g.second, poles, load(theta, i + 1));
      if (limits) {
        const Real square = fused(u, u, w * w);
        if (any_above(square, bound)) {
          const Real factor = pull_factor(square, pole_limit_);
          u = u * factor;
          w = w * factor;
        }
      }
      store(theta, i, u);
      store(theta, i + 1, w);
      for (int j = 0; j < m_; ++j) {
        const std::int64_t index = static_cast<std::int64_t>(i) * m_ + j;
        const Pair f = derivative_of<rotations>({load(input_traces, index), load(input_traces, index + m_)}, q, q.first);
        store(input, index, fused(f.first, inputs, load(input, index)));
        store(input, index + m_, fused(f.second, inputs, load(input, index + m_)));
      }
      store(v, i, fused(e * load(carry, i), readouts, v1));
      store(v, i + 1, fused(e * load(carry, i + 1), readouts, v2));
    }
  }

 private:
  const int n_;
  const int m_;
  const double pole_limit_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
