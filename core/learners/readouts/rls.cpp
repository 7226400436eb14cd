#include "core/learners/readouts/linear_readout.hpp"
#include "core/learners/readouts/rotations.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// What is below this share of the regressors' remembered power is left to rounding.
constexpr double nothing = 0x1p-100;
/// Powers below this one are nothing by themselves, so that no reciprocal overflows.
constexpr double least_power = 0x1p-500;

/// Recursive least squares with forgetting factor lambda and regularisation delta: after N samples V minimises
/// sum_t lambda^(N-t) |d_t - V s_t|^2 + lambda^N delta |V - V_0|^2.
///
/// Kept is the triangular factor D^(1/2) [R, Z] of the weighted data, into which samples are rotated (Rotations), not P = (R^H D R)^-1,
/// which loses its definiteness by rounding once the regressors' Gram matrix has a condition number near 2^52. Errors of rounding fade like
/// the data. The risk is that of an orthogonal method: off by about 2^-52 times the condition number of the weighted data, the metric
/// `readout_condition`.
///
/// Silence: where |s|^2 is below 2^-100 of the power that is remembered, sum_t lambda^(N-t) |s_t|^2 + lambda^N delta, or below 2^-500,
/// nothing is forgotten. Nor does an element of D fall below 2^-100 of that power. So P has a bound where regressors excite nothing, or not
/// every direction, for however long. An intercept is never silent: beside it all is forgotten as ever.
///
/// Keeps: D, R and Z, the remembered power. Cost per step: 2 n^2 + 4 n o operations; V is solved for where it is asked for, n^2 o, which
/// beside a network that learns is every step. References: Plackett 1950, Gentleman 1973.
template <class Number>
class Rls final : public LinearReadout<Number> {
 public:
  Rls(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        rotations_(shape.regressors, shape.outputs),
        forgetting_(read_by_lane(
            fields,
            {.name = "forgetting",
             .help =
                 "forgetting factor lambda; while all regressors are silent (power below 2^-100 of what is remembered; an intercept never is) nothing is forgotten",
             .fallback = 1,
             .range = {.low = 0, .high = 1, .low_allowed = false}})),
        regularization_(read_by_lane(
            fields, {.name = "regularization",
                     .help = "delta of the start P(0) = I/delta: a penalty on all weights, the intercept's too, that fades with forgetting",
                     .fallback = 1e-3,
                     .range = positive})),
        inverse_forgetting_(broadcast(1.0) / forgetting_) {}

  std::size_t state_size() const override { return rotations_.size() + lanes; }

  void reset(double* state, const double* initial) const override {
    rotations_.reset(state, broadcast(1.0) / regularization_, initial);
    store(remembered(state), 0, regularization_);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    constexpr int together = Rotations<Number>::together;
    int t = 0;
    for (; t + together <= chunk.steps; t += together) learn<together>(state, chunk, t);
    for (; t < chunk.steps; ++t) learn<1>(state, chunk, t);
    rotations_.clear_errors(state);
  }

  void weights(const double* state, double* out) const override { rotations_.solve(state, out); }
  bool factor(const double* state, double* out) const override {
    rotations_.factor(state, out);
    return true;
  }

  double operations_per_sample() const override {
    const double n = this->regressors_;
    return this->multiply_adds * (n * n + 2 * n * this->outputs_) +
           10 * slots<Number> * n;  // at last the power and the rotations themselves
  }
  double operations_per_measurement() const override {
    const double n = this->regressors_;
    return this->multiply_adds * 0.5 * n * n * this->outputs_;
  }

 private:
  using Sample = typename Rotations<Number>::Sample;

  double* remembered(double* state) const { return state + rotations_.size(); }

  template <int count>
  POLESWEEP_INLINE void learn(double* state, const LearningChunk& chunk, int t) const {
    Sample samples[count];
    for (int m = 0; m < count; ++m) samples[m] = begin(state, chunk, t + m);
    rotations_.learn(state, samples);
    for (int m = 0; m < count; ++m)
      for (int k = 0; k < this->outputs_; ++k) {
        const std::int64_t at = static_cast<std::int64_t>(t + m) * this->outputs_ + k;
        store_number(chunk.predictions, at, minus(load_number<Number>(chunk.targets, at), rotations_.error(state, m, k)));
      }
  }

  POLESWEEP_INLINE Sample begin(double* state, const LearningChunk& chunk, int t) const {
    const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
    const Real now = this->power(s);
    const Real before = load(remembered(state), 0);
    const Real share = before * broadcast(nothing);
    const Real least = where(share > broadcast(least_power), share, broadcast(least_power));
    const auto speaks = now > least;
    const Real after = where(speaks, fused(before, forgetting_, now), before);
    store(remembered(state), 0, after);
    return {.regressors = s,
            .targets = chunk.targets + static_cast<std::int64_t>(t) * this->outputs_ * this->width,
            .growth = where(speaks, inverse_forgetting_, broadcast(1.0)),
            .largest = broadcast(1 / nothing) / after};
  }

  const Rotations<Number> rotations_;
  const Real forgetting_;
  const Real regularization_;
  const Real inverse_forgetting_;
};

}  // namespace

LearningRule* make_rls(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) { return make_readout<Rls>(fields, shape); }

}  // namespace polesweep::POLESWEEP_KERNELS
