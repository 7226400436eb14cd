#include "core/learners/recurrent/make_trainer.hpp"

/// The rules that estimate the gradient of a network and follow it; they differ in their estimators alone.
namespace polesweep::POLESWEEP_KERNELS {
namespace {

LearningRule* make_local_rule(const LocalSettings& settings, const TrainerRequest* request) {
  return request ? make_trainer(settings, {.local = &settings}, *request, settings.update_every) : nullptr;
}

}  // namespace

LearningRule* make_rtrl(Fields& fields, const TrainerRequest* request) {
  const RtrlSettings settings(fields);
  return request ? make_trainer(settings, {.rtrl = &settings}, *request, settings.update_every) : nullptr;
}

LearningRule* make_bptt(Fields& fields, const TrainerRequest* request) {
  const RecurrentSettings settings(fields);
  return request ? make_trainer(settings, {.bptt = true}, *request, 0) : nullptr;
}

LearningRule* make_tbptt(Fields& fields, const TrainerRequest* request) {
  const TruncatedSettings settings(fields);
  return request ? make_trainer(settings, {.truncated = &settings}, *request, settings.update_every) : nullptr;
}

LearningRule* make_immediate(Fields& fields, const TrainerRequest* request) {
  return make_local_rule(LocalSettings::immediate(fields), request);
}

LearningRule* make_rflo(Fields& fields, const TrainerRequest* request) { return make_local_rule(LocalSettings::rflo(fields), request); }

LearningRule* make_eprop(Fields& fields, const TrainerRequest* request) { return make_local_rule(LocalSettings::eprop(fields), request); }

LearningRule* make_snap1(Fields& fields, const TrainerRequest* request) { return make_local_rule(LocalSettings::snap1(fields), request); }

GradientEstimator::~GradientEstimator() = default;

}  // namespace polesweep::POLESWEEP_KERNELS
