#pragma once

#include "core/learners/recurrent/dense_traces.hpp"
#include "core/learners/recurrent/diagonal_traces.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A rule with one trace for each weight: what derives from it reads its fields and says how a trace is carried.
struct LocalRule : LocalChoice {
  using LocalChoice::LocalChoice;

  template <class Number>
  GradientEstimator* estimator(const DenseModel<Number>& model, const TrainerRequest& request) const {
    return new DenseTraces<Number>(model, *this, request);
  }
  template <class Model>
  GradientEstimator* estimator(const Model& model, const TrainerRequest& request) const {
    return new DiagonalTraces<Model>(model, *this, request);
  }

 protected:
  void read_feedback(Fields& fields, const char* fallback) {
    settings.feedback = static_cast<Feedback>(fields.choice(
        {.name = "feedback",
         .help =
             "what carries the error to the states: the readout's own weights, fixed random ones, or fixed ones that tell each of the task's modes its own error, with one weight for all modes or a random one for each",
         .choices = "symmetric|random|aligned|aligned_random",
         .fallback = fallback}));
    feedback_scale =
        read_by_lane(fields, {.name = "feedback_scale",
                              .help = "standard deviation of the random weights; of aligned feedback, the weight of every mode",
                              .fallback = 1,
                              .range = any_number});
  }
};

}  // namespace polesweep::POLESWEEP_KERNELS
