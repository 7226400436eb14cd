#pragma once

#include <cstring>

#include "core/learners/recurrent/entry.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// What the readout of a trained network sees: the states; their conjugates or the inputs, if asked for; the constant 1 of an intercept;
/// zeros up to a multiple of four.
template <class Number>
struct TrainedRegressors {
  static constexpr int width = slots<Number> * lanes;

  int states;
  int count;  ///< without the zeros
  int padded;
  bool widely_linear;
  bool intercept;

  explicit TrainedRegressors(const TrainerRequest& request)
      : states(request.network.states),
        count(request.readout.regressors),
        padded((request.readout.regressors + 3) / 4 * 4),
        widely_linear(request.widely_linear),
        intercept(request.readout.has_intercept) {}

  /// Of a sample with states h and inputs x, in `s` [padded], where the zeros stand already. Plain states that need none are not copied.
  const double* assemble(const double* h, const double* x, double* s) const {
    if (states == padded) return h;
    std::memcpy(s, h, sizeof(double) * static_cast<std::size_t>(states) * width);
    if (widely_linear)
      for (int i = 0; i < states; ++i) store_number(s, states + i, conjugate(load_number<Number>(h, i)));
    const int inputs = count - states * (widely_linear ? 2 : 1) - (intercept ? 1 : 0);
    std::memcpy(s + static_cast<std::size_t>(states) * width, x, sizeof(double) * width * inputs);
    if (intercept) store(s, static_cast<std::int64_t>(count - 1) * slots<Number>, broadcast(1.0));
    return s;
  }
};

}  // namespace polesweep::POLESWEEP_KERNELS
