#pragma once

#include "core/learners/recurrent/diagonal_complex.hpp"
#include "core/learners/recurrent/diagonal_real.hpp"
#include "core/learners/recurrent/learning_signal.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// One trace for each weight of a diagonal network. Carried by the poles themselves it is exact (RTRL, which SnAp-1 equals here); by a
/// fixed factor it is RFLO; not carried at all it is the immediate derivative.
///
/// Keeps: n (1 + m) traces. Cost per sample: about 16 n (1 + m) operations of a complex network, a quarter of it of a real one.
/// Reference: Zucchet et al. 2023 (arXiv 2305.15947); Murray 2019.
template <TracedModel Model>
class DiagonalTraces final : public GradientEstimator {
 public:
  using Number = typename Model::Number;

  /// Exact RTRL.
  explicit DiagonalTraces(const Model& model) : model_(model), carry_(TraceFactor::own_jacobian), factor_(broadcast(0.0)) {}
  DiagonalTraces(const Model& model, const LocalChoice& choice, const TrainerRequest& request)
      : model_(model), carry_(choice.trace), factor_(fixed_factor(choice, model.network())), signal_(choice, request) {}

  std::size_t state_size() const override { return model_.traces_size() + signal_.state_size(); }
  void start(double* state) const override { std::memset(state, 0, state_size() * sizeof(double)); }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    const double* q = signal_.advance(state + model_.traces_size(), view, model_);
    model_.trace(state, view.theta, view.work, view.row, carry_ == TraceFactor::own_jacobian ? nullptr : &factor_, q, gradient, add);
  }

  bool is_exact_trace() const override { return carry_ == TraceFactor::own_jacobian && signal_.state_size() == 0; }
  bool can_descend() const override { return model_.can_descend(); }
  void descend(double* state, const StepView& view, const Descent& descent) const override {
    const double* q = signal_.advance(state + model_.traces_size(), view, model_);
    model_.trace_and_descend(state, view.row, carry_ == TraceFactor::own_jacobian ? nullptr : &factor_, q, descent);
  }

  bool fixed_feedback(double* out) const override { return signal_.fixed_feedback(out); }

  double operations() const override { return model_.trace_operations() + signal_.operations(); }

 private:
  const Model& model_;
  const TraceFactor carry_;
  const Real factor_;
  const LearningSignal<Number> signal_;
};

// Compiled in local.cpp; rtrl.cpp has the exact ones from there.
extern template class DiagonalTraces<RealDiagonalModel>;
extern template class DiagonalTraces<ComplexDiagonalModel>;

}  // namespace polesweep::POLESWEEP_KERNELS
