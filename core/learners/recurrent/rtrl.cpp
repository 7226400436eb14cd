#include "core/learners/recurrent/dense_rtrl.hpp"
#include "core/learners/recurrent/diagonal_traces.hpp"
#include "core/learners/recurrent/fields.hpp"
#include "core/learners/recurrent/gradient_rule.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

template <class Number>
GradientEstimator* make_exact(const DenseModel<Number>& model) {
  return new TextbookRtrl<Number>(model);
}
template <class Model>
GradientEstimator* make_exact(const Model& model) {
  return new DiagonalTraces<Model>(model);
}

struct Rtrl {
  explicit Rtrl(Fields& fields) : settings(read_shared_fields(fields)) {
    settings.update_every = read_update_every(fields);
    blocked =
        fields.choice({.name = "form",
                       .help = "of a dense network with update_every > 1: influence matrix carried once per update, or at every sample",
                       .choices = "blocked|textbook",
                       .fallback = "blocked"}) == 0;
  }

  template <class Number>
  GradientEstimator* estimator(const DenseModel<Number>& model, const TrainerRequest&) const {
    if (blocked && settings.update_every > 1) return new BlockedRtrl<Number>(model, static_cast<int>(settings.update_every));
    return make_exact(model);
  }
  template <class Model>
  GradientEstimator* estimator(const Model& model, const TrainerRequest&) const {
    return make_exact(model);
  }

  RuleSettings settings;
  bool blocked;
};

}  // namespace

GradientEstimator* make_exact_estimator(const DenseModel<Real>& model) { return make_exact(model); }
GradientEstimator* make_exact_estimator(const DenseModel<Complex>& model) { return make_exact(model); }
GradientEstimator* make_exact_estimator(const RealDiagonalModel& model) { return make_exact(model); }
GradientEstimator* make_exact_estimator(const ComplexDiagonalModel& model) { return make_exact(model); }

RecurrentRule* read_rtrl(Fields& fields) { return new GradientRuleOf<Rtrl>(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
