#include "core/learners/readouts/linear_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Least mean squares: V <- V + mu e s^H.
///
/// Keeps: V [outputs x regressors]. Cost per step: 4 n o operations. Stable in mean square for mu < 2/(3 tr R) (white Gaussian regressors);
/// misadjustment mu tr R/(2 - mu tr R) for small mu. Reference: Widrow and Hoff 1960; Haykin, Adaptive Filter Theory, chapter LMS.
template <class Number>
class Lms final : public LinearReadout<Number> {
 public:
  Lms(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape), step_size_(read_by_lane(fields, {.name = "step_size", .help = "step size mu", .range = positive})) {}

  std::size_t state_size() const override { return this->weight_size(); }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      for (int k = 0; k < this->outputs_; ++k) {
        const Number error = this->predict_one(state, chunk, t, k, s);
        this->add_outer(state, k, scale(error, step_size_), s);
      }
    }
  }

  double operations_per_sample() const override { return 2.0 * this->multiply_adds * this->regressors_ * this->outputs_; }

 private:
  const Real step_size_;
};

}  // namespace

LearningRule* make_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) { return make_readout<Lms>(fields, shape); }

}  // namespace polesweep::POLESWEEP_KERNELS
