#include "core/learners/recurrent/settings.hpp"
#include "core/learners/recurrent/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {
LearningRule* make_rtrl(Fields& fields, const TrainerRequest*) {
  RtrlSettings s(fields);
  (void)s;
  return nullptr;
}
LearningRule* make_bptt(Fields& fields, const TrainerRequest*) {
  RecurrentSettings s(fields);
  (void)s;
  return nullptr;
}
LearningRule* make_tbptt(Fields& fields, const TrainerRequest*) {
  TruncatedSettings s(fields);
  (void)s;
  return nullptr;
}
LearningRule* make_immediate(Fields& fields, const TrainerRequest*) {
  LocalSettings::immediate(fields);
  return nullptr;
}
LearningRule* make_rflo(Fields& fields, const TrainerRequest*) {
  LocalSettings::rflo(fields);
  return nullptr;
}
LearningRule* make_eprop(Fields& fields, const TrainerRequest*) {
  LocalSettings::eprop(fields);
  return nullptr;
}
LearningRule* make_snap1(Fields& fields, const TrainerRequest*) {
  LocalSettings::snap1(fields);
  return nullptr;
}
LearningRule* make_gauss_newton(Fields& fields, const TrainerRequest*) {
  GaussNewtonSettings s(fields);
  (void)s;
  return nullptr;
}
}  // namespace polesweep::POLESWEEP_KERNELS
