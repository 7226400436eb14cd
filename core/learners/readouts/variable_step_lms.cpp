#include "core/learners/readouts/linear_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Least mean squares with a variable step size: V <- V + mu_t e s^H, then mu_(t+1) = alpha mu_t + gamma |e|^2, brought back into
/// [mu_min, mu_max]. Large errors make large steps, small ones let the step shrink. It starts at mu_max. Each output has a step size of its
/// own, so that one output does not depend on the others.
///
/// With alpha = 1 and gamma = 0 it is LMS to the bit.
///
/// Keeps: V [outputs x regressors], mu [outputs]. Cost per step: 4 n o operations. Stable in mean square for mu_max < 2/(3 tr R) (white
/// Gaussian regressors). Reference: Kwong and Johnston 1992, "A variable step size LMS algorithm", eq. 3 to 5, whose values of alpha and
/// gamma are the defaults.
template <class Number>
class VariableStepLms final : public LinearReadout<Number> {
 public:
  VariableStepLms(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        largest_(
            read_by_lane(fields, {.name = "step_size", .help = "the largest step size mu_max, at which it starts", .range = positive})),
        least_share_(read_by_lane(fields, {.name = "least_share", .help = "mu_min/mu_max", .fallback = 0, .range = {.low = 0, .high = 1}})),
        decay_(read_by_lane(fields, {.name = "step_decay",
                                     .help = "alpha: share of the step size that is left for the next sample",
                                     .fallback = 0.97,
                                     .range = {.low = 0, .high = 1}})),
        error_gain_(
            read_by_lane(fields, {.name = "error_gain",
                                  .help = "gamma: factor of |e|^2 that is added to the step size; the unit is that of 1/(|s|^2 |e|^2)",
                                  .fallback = 4.8e-4,
                                  .range = non_negative})),
        least_(least_share_ * largest_) {}

  std::size_t state_size() const override { return this->weight_size() + static_cast<std::size_t>(this->outputs_) * lanes; }

  void reset(double* state, const double* initial) const override {
    LinearReadout<Number>::reset(state, initial);
    for (int k = 0; k < this->outputs_; ++k) store(state + this->weight_size(), k, largest_);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    double* step_sizes = state + this->weight_size();
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      for (int k = 0; k < this->outputs_; ++k) {
        const Number error = this->predict_one(state, chunk, t, k, s);
        const Real step_size = load(step_sizes, k);
        this->add_outer(state, k, scale(error, step_size), s);
        const Real next = fused(error_gain_, add_square(error, Real{}), decay_ * step_size);
        const Real bounded = where(next > largest_, largest_, next);
        store(step_sizes, k, where(least_ > bounded, least_, bounded));
      }
    }
  }

  double operations_per_sample() const override { return (2.0 * this->multiply_adds * this->regressors_ + 10) * this->outputs_; }

 private:
  const Real largest_;
  const Real least_share_;
  const Real decay_;
  const Real error_gain_;
  const Real least_;
};

}  // namespace

LearningRule* make_variable_step_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) {
  return make_readout<VariableStepLms>(fields, shape);
}

}  // namespace polesweep::POLESWEEP_KERNELS
