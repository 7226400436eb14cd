#include "core/learners/readouts/linear_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Normalised least mean squares: V <- V + mu e s^H/(offset + |s|^2).
///
/// Keeps: V [outputs x regressors]. Cost per step: 4 n o + 2 n operations. Stable for 0 < mu < 2; with offset = 0 the error after the
/// update is (1 - mu) times the error before it, and regressors that are all zero (or whose squares are below 1e-308) change nothing.
/// Reference: Nagumo and Noda 1967; Haykin, Adaptive Filter Theory, chapter NLMS.
template <class Number>
class Nlms final : public LinearReadout<Number> {
 public:
  Nlms(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        step_size_(read_by_lane(
            fields,
            {.name = "step_size", .help = "step size mu", .range = {.low = 0, .high = 2, .low_allowed = false, .high_allowed = false}})),
        offset_(read_by_lane(fields, {.name = "offset",
                                      .help = "added to the regressors' power; with 0, regressors that are all zero change nothing",
                                      .fallback = 1e-8,
                                      .range = non_negative})) {}

  std::size_t state_size() const override { return this->weight_size(); }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      const Real divisor = this->power(s) + offset_;
      const Real gain = where(divisor > broadcast(0.0), step_size_ / divisor, broadcast(0.0));
      for (int k = 0; k < this->outputs_; ++k) {
        const Number error = this->predict_one(state, chunk, t, k, s);
        this->add_outer(state, k, scale(error, gain), s);
      }
    }
  }

  double operations_per_sample() const override {
    return this->multiply_adds * this->regressors_ * (2.0 * this->outputs_ + 1.0 / slots<Number>);
  }

 private:
  const Real step_size_;
  const Real offset_;
};

}  // namespace

LearningRule* make_nlms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) { return make_readout<Nlms>(fields, shape); }

}  // namespace polesweep::POLESWEEP_KERNELS
