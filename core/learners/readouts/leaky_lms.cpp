#include "core/learners/readouts/linear_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Leaky least mean squares: V <- (1 - mu leak) V + mu e s^H, which descends |e|^2/2 + leak |V|^2/2. The weights of an intercept leak, too.
///
/// Its mean settles at E[d s^H] (R + leak I)^-1, R = E[s s^H]: a bias that bounds the weights in directions that regressors do not excite.
/// With leak = 0 it is LMS to the bit.
///
/// Keeps: V [outputs x regressors]. Cost per step: 5 n o operations. Stable in mean for 0 < mu < 2/(lambda_max(R) + leak). References:
/// Mayyas and Aboulnasr 1997, "Leaky LMS algorithm: MSE analysis for Gaussian data"; Haykin, Adaptive Filter Theory, chapter LMS.
template <class Number>
class LeakyLms final : public LinearReadout<Number> {
 public:
  LeakyLms(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        step_size_(read_by_lane(fields, {.name = "step_size", .help = "step size mu", .range = positive})),
        leak_(read_by_lane(
            fields, {.name = "leak",
                     .help = "of every weight, the intercept's too, the share mu leak is lost at each step; the unit is that of |s|^2",
                     .range = non_negative})),
        kept_(broadcast(1.0) - step_size_ * leak_) {}

  std::size_t state_size() const override { return this->weight_size(); }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      for (int k = 0; k < this->outputs_; ++k) {
        const Number gain = scale(this->predict_one(state, chunk, t, k, s), step_size_);
        double* v = this->row(state, k);
        for (int j = 0; j < this->padded_; ++j)
          store_number(v, j, multiply_add(gain, conjugate(load_number<Number>(s, j)), scale(load_number<Number>(v, j), kept_)));
      }
    }
  }

  double operations_per_sample() const override { return (2.0 * this->multiply_adds + slots<Number>)*this->regressors_ * this->outputs_; }

 private:
  const Real step_size_;
  const Real leak_;
  const Real kept_;  ///< of a weight at each step
};

}  // namespace

LearningRule* make_leaky_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) {
  return make_readout<LeakyLms>(fields, shape);
}

}  // namespace polesweep::POLESWEEP_KERNELS
