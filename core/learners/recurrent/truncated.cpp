#include "core/learners/recurrent/fields.hpp"
#include "core/learners/recurrent/gradient_rule.hpp"
#include "core/learners/recurrent/segment_tape.hpp"
#include "core/learners/recurrent/window.hpp"

/// Backpropagation: through the whole of a segment, or through its last samples.
namespace polesweep::POLESWEEP_KERNELS {
namespace {

struct Bptt {
  explicit Bptt(Fields& fields) : settings(read_shared_fields(fields)) { settings.update_every = 0; }

  template <class Number>
  GradientEstimator* estimator(const DenseModel<Number>& model, const TrainerRequest& request) const {
    if (model.states_tell_all() && request.shadow_count == 0 && !request.measures_alignment) return new SegmentTape<Number>(model, request);
    return window(model, request);
  }
  template <class Model>
  GradientEstimator* estimator(const Model& model, const TrainerRequest& request) const {
    return window(model, request);
  }

  RuleSettings settings;

 private:
  template <class Model>
  static GradientEstimator* window(const Model& model, const TrainerRequest& request) {
    return new Window<Model>(model, {request.longest_segment, request.longest_segment, false, true, request.rest});
  }
};

struct Truncated {
  explicit Truncated(Fields& fields) : settings(read_shared_fields(fields)) {
    settings.reach = fields.integer({.name = "truncation",
                                     .help = "samples that an error is propagated through, its own included",
                                     .unit = "samples",
                                     .range = at_least_one});
    settings.update_every = read_update_every(fields);
    replays =
        fields.choice(
            {.name = "window",
             .help = "propagate through the states as they were computed, or through the window computed again with the weights in force",
             .choices = "stored|replay",
             .fallback = "stored"}) == 1;
  }

  template <class Model>
  GradientEstimator* estimator(const Model& model, const TrainerRequest&) const {
    return new Window<Model>(model, {settings.reach, settings.update_every, replays, false});
  }

  RuleSettings settings;
  bool replays;
};

}  // namespace

RecurrentRule* read_bptt(Fields& fields) { return new GradientRuleOf<Bptt>(fields); }
RecurrentRule* read_tbptt(Fields& fields) { return new GradientRuleOf<Truncated>(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
