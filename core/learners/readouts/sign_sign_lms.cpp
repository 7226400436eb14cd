#include "core/learners/readouts/linear_readout.hpp"
#include "core/learners/readouts/sign.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Sign-sign least mean squares, zero-forcing by signs: V <- V + mu sgn(e) sgn(s)^H. Real weights move by mu or not at all, which is why
/// adaptive quantisers and equalisers have it in hardware.
///
/// Complex numbers: sgn(a) = sgn(Re a) + i sgn(Im a) (sign.hpp), so the parts of a weight move by 0 or 2 mu, or by mu where a part is zero.
///
/// Keeps: V [outputs x regressors]. Cost per step: 4 n o operations. References: Lucky 1966, "Techniques for adaptive equalization of
/// digital communication systems"; Dasgupta and Johnson 1986, "Some comments on the behavior of sign-sign adaptive identifiers".
template <class Number>
class SignSignLms final : public LinearReadout<Number> {
 public:
  SignSignLms(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        step_size_(read_by_lane(
            fields, {.name = "step_size", .help = "step size mu, by which weights move; the unit is that of weights", .range = positive})) {
  }

  std::size_t state_size() const override { return this->weight_size(); }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      for (int k = 0; k < this->outputs_; ++k) {
        const Number gain = scale(sign_of(this->predict_one(state, chunk, t, k, s)), step_size_);
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

LearningRule* make_sign_sign_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) {
  return make_readout<SignSignLms>(fields, shape);
}

}  // namespace polesweep::POLESWEEP_KERNELS
