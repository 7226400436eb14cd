#include "core/learners/recurrent/trainer.hpp"

#include "core/learners/recurrent/gradient_rule.hpp"

/// The one place that makes trainers: they are dear to compile, and the same for all rules.
namespace polesweep::POLESWEEP_KERNELS {

namespace {

template <class Model>
LearningRule* make_trainer(const Model* model, const GradientRule& rule, const TrainerRequest& request) {
  TrainerEstimators estimators;
  const auto add = [&](GradientEstimator* estimator) { estimators.list[estimators.count++] = estimator; };
  add(rule.estimator(*model, request));
  for (int i = 0; i < request.shadow_count; ++i) add(dynamic_cast<const GradientRule&>(*request.shadows[i]).estimator(*model, request));
  if (request.measures_alignment) {
    estimators.exact = estimators.count;
    add(make_exact_estimator(*model));
  }
  return new Trainer<Model>(model, estimators, request, rule.settings().update_every);
}

}  // namespace

GradientEstimator::~GradientEstimator() = default;

LearningRule* GradientRule::make(const TrainerRequest& request) const {
  return on_model(request.network, settings(), [&](const auto* model) { return make_trainer(model, *this, request); });
}

}  // namespace polesweep::POLESWEEP_KERNELS
