#pragma once

#include "core/learners/recurrent/dense_model.hpp"
#include "core/learners/recurrent/diagonal_complex.hpp"
#include "core/learners/recurrent/diagonal_real.hpp"
#include "core/learners/recurrent/entry.hpp"
#include "core/learners/recurrent/estimator.hpp"

/// The rules that estimate the gradient of a network and follow it: they differ in their estimators alone.
namespace polesweep::POLESWEEP_KERNELS {

class GradientRule : public RecurrentRule {
 public:
  /// The rule's estimator on each kind of network. The caller owns it; it refers to the model.
  virtual GradientEstimator* estimator(const DenseModel<Real>& model, const TrainerRequest& request) const = 0;
  virtual GradientEstimator* estimator(const DenseModel<Complex>& model, const TrainerRequest& request) const = 0;
  virtual GradientEstimator* estimator(const RealDiagonalModel& model, const TrainerRequest& request) const = 0;
  virtual GradientEstimator* estimator(const ComplexDiagonalModel& model, const TrainerRequest& request) const = 0;

  /// The one trainer of all rules around this estimator, with those of the shadows (trainer.cpp).
  LearningRule* make(const TrainerRequest& request) const final;
};

/// A rule from what is written of it: `Choice(Fields&)` reads its fields, `settings` holds what they mean for others, and
/// `estimator(model, request)` is a template over the model, or overloaded where networks differ, or missing where the rule's row refuses
/// one.
template <class Choice>
class GradientRuleOf final : public GradientRule {
 public:
  explicit GradientRuleOf(Fields& fields) : choice_(fields) {}

  RuleSettings settings() const override { return choice_.settings; }
  GradientEstimator* estimator(const DenseModel<Real>& model, const TrainerRequest& request) const override {
    return make_for(model, request);
  }
  GradientEstimator* estimator(const DenseModel<Complex>& model, const TrainerRequest& request) const override {
    return make_for(model, request);
  }
  GradientEstimator* estimator(const RealDiagonalModel& model, const TrainerRequest& request) const override {
    return make_for(model, request);
  }
  GradientEstimator* estimator(const ComplexDiagonalModel& model, const TrainerRequest& request) const override {
    return make_for(model, request);
  }

 private:
  template <class Model>
  GradientEstimator* make_for(const Model& model, const TrainerRequest& request) const {
    if constexpr (requires { choice_.estimator(model, request); })
      return choice_.estimator(model, request);
    else
      __builtin_trap();  // refused before, by what the rule's row says that it needs
  }

  const Choice choice_;
};

/// Returns `make(model)` of a new model of the kind of network that is asked for, which `make` owns.
template <class Make>
LearningRule* on_model(const NetworkShape& network, const RuleSettings& settings, const Make& make) {
  if (!network.diagonal) {
    if (network.complex_valued) return make(new DenseModel<Complex>(network, settings.trains_bias));
    return make(new DenseModel<Real>(network, settings.trains_bias));
  }
  if (network.complex_valued) return make(new ComplexDiagonalModel(network, settings.exp_exp));
  return make(new RealDiagonalModel(network, settings.exp_exp));
}

/// The estimator that others are compared with.
GradientEstimator* make_exact_estimator(const DenseModel<Real>& model);
GradientEstimator* make_exact_estimator(const DenseModel<Complex>& model);
GradientEstimator* make_exact_estimator(const RealDiagonalModel& model);
GradientEstimator* make_exact_estimator(const ComplexDiagonalModel& model);

}  // namespace polesweep::POLESWEEP_KERNELS
