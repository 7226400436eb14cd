#pragma once

#include "core/learners/recurrent/dense_rtrl.hpp"
#include "core/learners/recurrent/dense_traces.hpp"
#include "core/learners/recurrent/diagonal_complex.hpp"
#include "core/learners/recurrent/diagonal_real.hpp"
#include "core/learners/recurrent/diagonal_traces.hpp"
#include "core/learners/recurrent/table.hpp"
#include "core/learners/recurrent/trainer.hpp"
#include "core/learners/recurrent/window.hpp"

/// From a rule's settings to the trainer of a network: which estimator a rule is on which network stands here once for all.
namespace polesweep::POLESWEEP_KERNELS {

/// The estimator of any rule, so that rules and their shadows are made alike. Exactly one of the settings is set.
struct EstimatorChoice {
  const RtrlSettings* rtrl = nullptr;
  const TruncatedSettings* truncated = nullptr;
  bool bptt = false;
  const LocalSettings* local = nullptr;
};

template <class Number>
GradientEstimator* make_exact(const DenseModel<Number>& model, const RtrlSettings* settings) {
  if (settings && settings->blocked && settings->update_every > 1) return new BlockedRtrl<Number>(model, settings->update_every);
  return new TextbookRtrl<Number>(model);
}
template <class Model>
GradientEstimator* make_exact(const Model& model, const RtrlSettings*) {
  return new DiagonalTraces<Model>(model);
}

template <class Number>
GradientEstimator* make_local(const DenseModel<Number>& model, const LocalSettings& settings, const TrainerRequest& request) {
  return new DenseTraces<Number>(model, settings, request);
}
template <class Model>
GradientEstimator* make_local(const Model& model, const LocalSettings& settings, const TrainerRequest& request) {
  return new DiagonalTraces<Model>(model, settings, request);
}

template <class Model>
GradientEstimator* make_estimator(const Model& model, const EstimatorChoice& choice, const TrainerRequest& request) {
  if (choice.truncated)
    return new Window<Model>(model, {choice.truncated->truncation, choice.truncated->update_every, choice.truncated->replays, false});
  if (choice.bptt) return new Window<Model>(model, {request.longest_segment, request.longest_segment, false, true});
  if (choice.local) return make_local(model, *choice.local, request);
  return make_exact(model, choice.rtrl);
}

/// A shadow's estimator.
template <class Model>
GradientEstimator* make_shadow(const Model& model, const Shadow& shadow, const TrainerRequest& request) {
  const auto is = [&](const char* kind) { return __builtin_strcmp(shadow.kind, kind) == 0; };
  Fields& fields = *shadow.fields;
  if (is("tbptt")) {
    const TruncatedSettings settings(fields);
    return make_estimator(model, {.truncated = &settings}, request);
  }
  if (is("bptt")) return make_estimator(model, {.bptt = true}, request);
  if (is("rtrl")) {
    const RtrlSettings settings(fields);
    return make_estimator(model, {.rtrl = &settings}, request);
  }
  const LocalSettings settings = is("immediate") ? LocalSettings::immediate(fields)
                                 : is("snap1")   ? LocalSettings::snap1(fields)
                                 : is("rflo")    ? LocalSettings::rflo(fields)
                                                 : LocalSettings::eprop(fields);
  return make_estimator(model, {.local = &settings}, request);
}

template <class Model>
LearningRule* make_trainer_of(const Model* model, const EstimatorChoice& choice, const TrainerRequest& request, std::int64_t update_every) {
  typename Trainer<Model>::Estimators estimators;
  const auto add = [&](GradientEstimator* estimator) { estimators.list[estimators.count++] = estimator; };
  add(make_estimator(*model, choice, request));
  for (int i = 0; i < request.shadow_count; ++i) add(make_shadow(*model, request.shadows[i], request));
  if (request.measures_alignment) {
    estimators.exact = estimators.count;
    add(make_exact(*model, nullptr));
  }
  return new Trainer<Model>(model, estimators, request, update_every);
}

inline LearningRule* make_trainer(const RecurrentSettings& settings, const EstimatorChoice& choice, const TrainerRequest& request,
                                  std::int64_t update_every) {
  const NetworkShape& network = request.network;
  if (!network.diagonal) {
    if (network.complex_valued)
      return make_trainer_of(new DenseModel<Complex>(network, settings.train_bias), choice, request, update_every);
    return make_trainer_of(new DenseModel<Real>(network, settings.train_bias), choice, request, update_every);
  }
  if (network.complex_valued) return make_trainer_of(new ComplexDiagonalModel(network, settings.exp_exp), choice, request, update_every);
  return make_trainer_of(new RealDiagonalModel(network, settings.exp_exp), choice, request, update_every);
}

}  // namespace polesweep::POLESWEEP_KERNELS
