#include "core/learners/readouts/linear_readout.hpp"
#include "core/learners/readouts/sign.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Sign-data least mean squares, clipped LMS: V <- V + mu e sgn(s)^H. Each regressor counts by its sign alone, so steps do not grow with
/// the regressors' power. It follows no gradient: there are regressors for which it diverges at every step size where LMS does not.
///
/// Complex regressors: sgn(s) = sgn(Re s) + i sgn(Im s) (sign.hpp). A regressor of zero moves no weight.
///
/// Keeps: V [outputs x regressors]. Cost per step: 4 n o operations. References: Moschner 1970, "Adaptive filter with clipped input data";
/// Sethares, Mareels, Anderson, Johnson and Bitmead 1988, "Excitation conditions for signed regressor least mean squares adaptation".
template <class Number>
class SignDataLms final : public LinearReadout<Number> {
 public:
  SignDataLms(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        step_size_(read_by_lane(
            fields, {.name = "step_size", .help = "step size mu; the unit is that of 1 over regressors, not LMS's", .range = positive})) {}

  std::size_t state_size() const override { return this->weight_size(); }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      for (int k = 0; k < this->outputs_; ++k) {
        const Number gain = scale(this->predict_one(state, chunk, t, k, s), step_size_);
        double* v = this->row(state, k);
        for (int j = 0; j < this->padded_; ++j)
          store_number(v, j, multiply_add(gain, conjugate(sign_of(load_number<Number>(s, j))), load_number<Number>(v, j)));
      }
    }
  }

  double operations_per_sample() const override { return 2.0 * this->multiply_adds * this->regressors_ * this->outputs_; }

 private:
  const Real step_size_;
};

}  // namespace

LearningRule* make_sign_data_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) {
  return make_readout<SignDataLms>(fields, shape);
}

}  // namespace polesweep::POLESWEEP_KERNELS
