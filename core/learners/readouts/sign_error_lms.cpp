#include "core/learners/readouts/linear_readout.hpp"
#include "core/learners/readouts/sign.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Sign-error least mean squares, the sign algorithm: V <- V + mu sgn(e) s^H, which descends |Re e| + |Im e| instead of |e|^2/2. Outliers
/// of the target move the weights no more than other errors do; near the optimum the step does not shrink with the error.
///
/// Complex errors: sgn(e) = sgn(Re e) + i sgn(Im e) (sign.hpp). An error of zero changes nothing.
///
/// Keeps: V [outputs x regressors]. Cost per step: 4 n o operations. References: Gersho 1984, "Adaptive filtering with binary
/// reinforcement"; Sayed, Fundamentals of Adaptive Filtering, sign-error LMS.
template <class Number>
class SignErrorLms final : public LinearReadout<Number> {
 public:
  SignErrorLms(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        step_size_(read_by_lane(
            fields,
            {.name = "step_size", .help = "step size mu; the unit is that of weights over regressors, not LMS's", .range = positive})) {}

  std::size_t state_size() const override { return this->weight_size(); }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      for (int k = 0; k < this->outputs_; ++k) {
        const Number error = this->predict_one(state, chunk, t, k, s);
        this->add_outer(state, k, scale(sign_of(error), step_size_), s);
      }
    }
  }

  double operations_per_sample() const override { return 2.0 * this->multiply_adds * this->regressors_ * this->outputs_; }

 private:
  const Real step_size_;
};

}  // namespace

LearningRule* make_sign_error_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) {
  return make_readout<SignErrorLms>(fields, shape);
}

}  // namespace polesweep::POLESWEEP_KERNELS
