#pragma once

#include "core/learners/recurrent/entry.hpp"
#include "core/learners/recurrent/estimator.hpp"
#include "core/learners/recurrent/local_choice.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// The factor of a trace that is not carried by the network's own Jacobian: 0, the rule's, or 1 - leak.
inline Real fixed_factor(const LocalChoice& choice, const NetworkShape& network) {
  if (choice.trace == TraceFactor::none) return broadcast(0.0);
  const auto given = choice.factor == choice.factor;  // NaN if it is not
  return where(given, choice.factor, broadcast(1.0 - network.leak));
}

/// What tells a unit the error: the exact q = dL/dstate; or fixed feedback weights in place of the readout's, the signal filtered in time
/// if asked for.
template <class Number>
class LearningSignal {
 public:
  /// The exact one.
  LearningSignal()
      : states_(0), outputs_(0), fixed_(false), changes_(false), filter_(broadcast(0.0)), scale_(broadcast(1.0)), feedback_(nullptr) {}
  LearningSignal(const LocalChoice& choice, const TrainerRequest& request)
      : states_(request.network.states),
        outputs_(request.readout.outputs),
        fixed_(choice.settings.feedback != Feedback::symmetric),
        changes_(fixed_ || any_lane_nonzero(choice.filter)),
        filter_(choice.filter),
        scale_(choice.feedback_scale),
        feedback_(choice.settings.feedback == Feedback::aligned          ? request.aligned_feedback
                  : choice.settings.feedback == Feedback::aligned_random ? request.aligned_random_feedback
                                                                         : request.feedback) {}

  /// The filtered signal, and the same after the slopes.
  std::size_t state_size() const { return changes_ ? 2 * vector_size() : 0; }

  double operations() const {
    constexpr bool real = slots<Number> == 1;
    return changes_ ? static_cast<double>(states_) * ((fixed_ ? (real ? 2.0 : 8.0) * outputs_ : 0.0) + 3.0 * slots<Number>) : 0;
  }

  /// Returns dL/dh, after `advance`: what that returned, in front of the slopes.
  const double* of_activity(const double* state, const StepView& view) const { return changes_ ? state : view.signal; }

  /// The weights in place of the readout's [states x outputs]; false if the readout's own carry the error.
  bool fixed_feedback(double* out) const {
    if (!fixed_) return false;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(states_) * outputs_; ++i)
      store_number(out, i, scale(load_number<Number>(feedback_, i), scale_));
    return true;
  }

  template <class Model>
  const double* advance(double* state, const StepView& view, const Model& model) const {
    if (!changes_) return view.pull;
    double* pull = state + vector_size();
    for (int i = 0; i < states_; ++i) {
      const Number signal = fixed_ ? fed_back(i, view.error) : load_number<Number>(view.signal, i);
      store_number(state, i, plus(scale(load_number<Number>(state, i), filter_), signal));
    }
    std::memcpy(pull, state, vector_size() * sizeof(double));
    model.to_state(view.carry, pull);
    return pull;
  }

 private:
  std::size_t vector_size() const { return static_cast<std::size_t>(states_) * slots<Number> * lanes; }

  POLESWEEP_INLINE Number fed_back(int unit, const double* error) const {
    Number sum = zero<Number>();
    for (int k = 0; k < outputs_; ++k)
      sum =
          multiply_add(load_number<Number>(feedback_, static_cast<std::int64_t>(unit) * outputs_ + k), load_number<Number>(error, k), sum);
    return scale(sum, scale_);
  }

  const int states_;
  const int outputs_;
  const bool fixed_;
  const bool changes_;
  const Real filter_;
  const Real scale_;
  const double* feedback_;  // owned by whoever made the request
};

}  // namespace polesweep::POLESWEEP_KERNELS
