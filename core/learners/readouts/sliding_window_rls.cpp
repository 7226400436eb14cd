#include "core/learners/readouts/linear_readout.hpp"
#include "core/learners/readouts/ridge_solve.hpp"
#include "core/learners/readouts/rotations.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Samples that leave less than this share of an element of D behind have taken digits with them.
constexpr double least_left = 0x1p-10;
/// Nothing bounds 1/D here: the regularisation does.
constexpr double unbounded = 0x1p1000;

/// Recursive least squares over a sliding window: V minimises |d_t - V s_t|^2 summed over the last N samples, + delta |V - V_0|^2. Older
/// samples are forgotten at once and completely. While N samples have not passed it is `rls` without forgetting, to the bit.
///
/// Kept is the triangular factor of the window (Rotations), into which the new sample is rotated and out of which the oldest one is: a
/// sample of weight -1. Taking samples out does not forgive rounding as putting them in does: the errors stay, and what they are measured
/// against gets less. So the factor is made again from the samples in memory, by rotations alone, after every N samples; and at once, run
/// by run, where an element of D has lost all but 2^-10, or its sign, since the factor was made. Rounding is therefore that of at most N
/// downdates, relative to powers of which no direction has lost more than 10 bits.
///
/// Keeps: D, R and Z, the largest D since the factor was made, the last N samples, V_0. Cost per step: 6 n^2 + 12 n o operations (a third
/// each for the new sample, the old one and the factor made again); V is solved for where it is asked for, n^2 o, which beside a network
/// that learns is every step. Windows of not many more samples than regressors are made again more often, up to every step: 2 n^2 N.
/// References: Gentleman 1973; Golub and Van Loan, Matrix Computations, 6.5 (updating and downdating).
template <class Number>
class SlidingWindowRls final : public LinearReadout<Number> {
 public:
  SlidingWindowRls(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        rotations_(shape.regressors, shape.outputs),
        window_(fields.integer({.name = "window",
                                .help = "N: the last samples, which the weights minimise the error of",
                                .unit = "samples",
                                .range = {.low = 1, .high = 0x1p16}})),  // all of it is copied with the state of every chunk of samples
        regularization_(read_by_lane(fields, {.name = "regularization",
                                              .help = "delta: a penalty on the distance of all weights, the intercept's too, from their "
                                                      "start; it does not fade",
                                              .fallback = 1e-3,
                                              .range = positive})) {}

  std::size_t state_size() const override { return count_at() + lanes; }

  void reset(double* state, const double* initial) const override {
    std::memset(state, 0, state_size() * sizeof(double));
    rotations_.reset(state, broadcast(1.0) / regularization_, initial);
    for (int i = 0; i < this->regressors_; ++i) store(state + least_at(), i, broadcast(1.0) / regularization_);
    if (initial) std::memcpy(state + initial_at(), initial, initial_size() * sizeof(double));
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    auto count = static_cast<std::int64_t>(state[count_at()]);  // the same for all runs
    for (int t = 0; t < chunk.steps; ++t, ++count) {
      double* old_s = regressors_of(state, count % window_);
      double* old_d = targets_of(state, count % window_);
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      const double* d = chunk.targets + static_cast<std::int64_t>(t) * this->outputs_ * this->width;
      Sample samples[2] = {sample(s, d, 1), sample(old_s, old_d, -1)};  // until the window is full the old ones are zero: no change
      rotations_.learn(state, samples);
      for (int k = 0; k < this->outputs_; ++k) {
        const std::int64_t at = static_cast<std::int64_t>(t) * this->outputs_ + k;
        store_number(chunk.predictions, at, minus(load_number<Number>(chunk.targets, at), rotations_.error(state, 0, k)));
      }
      std::memcpy(old_s, s, static_cast<std::size_t>(this->padded_) * this->width * sizeof(double));
      std::memcpy(old_d, d, static_cast<std::size_t>(this->outputs_) * this->width * sizeof(double));
      const Real left = (count + 1) % window_ == 0 ? Real{} : what_is_left(state);
      if (any(left < broadcast(1.0))) make_again(state, count + 1, left);
    }
    for (int lane = 0; lane < lanes; ++lane) state[count_at() + static_cast<std::size_t>(lane)] = static_cast<double>(count);
    rotations_.clear_errors(state);
  }

  void weights(const double* state, double* out) const override { rotations_.solve(state, out); }
  bool factor(const double* state, double* out) const override {
    rotations_.factor(state, out);
    return true;
  }

  double operations_per_sample() const override {
    const double n = this->regressors_;
    return 3 * this->multiply_adds * (n * n + 2 * n * this->outputs_) + 18 * slots<Number> * n;  // at last the rotations themselves
  }
  double operations_per_measurement() const override {
    const double n = this->regressors_;
    return this->multiply_adds * 0.5 * n * n * this->outputs_;
  }

 private:
  using Sample = typename Rotations<Number>::Sample;

  // The state: the factor, the window's regressors and targets (a ring), V_0, the least 1/D since the factor was made, the number of
  // samples.
  std::int64_t regressors_size() const { return window_ * this->padded_ * this->width; }
  std::int64_t targets_size() const { return window_ * this->outputs_ * this->width; }
  std::size_t initial_size() const { return static_cast<std::size_t>(this->outputs_) * this->regressors_ * this->width; }
  std::size_t initial_at() const { return rotations_.size() + static_cast<std::size_t>(regressors_size() + targets_size()); }
  std::size_t least_at() const { return initial_at() + initial_size(); }
  std::size_t count_at() const { return least_at() + static_cast<std::size_t>(this->regressors_) * lanes; }
  double* regressors_of(double* state, std::int64_t slot) const { return state + rotations_.size() + slot * this->padded_ * this->width; }
  double* targets_of(double* state, std::int64_t slot) const {
    return state + rotations_.size() + regressors_size() + slot * this->outputs_ * this->width;
  }

  Sample sample(const double* s, const double* d, double weight) const {
    return {.regressors = s, .targets = d, .growth = broadcast(1.0), .largest = broadcast(unbounded), .alpha = broadcast(1 / weight)};
  }

  /// 1, or 0 where an element of D has lost too much since the factor was made, or is no longer positive.
  POLESWEEP_INLINE Real what_is_left(double* state) const {
    Real left = broadcast(1.0);
    for (int i = 0; i < this->regressors_; ++i) {
      const Real now = rotations_.inverse(state, i);
      const Real before = load(state + least_at(), i);
      const Real least = where(now < before, now, before);
      store(state + least_at(), i, least);
      left = where(now * broadcast(least_left) > least, Real{}, left);  // also of a negative one, which then is the least
    }
    return left;
  }

  /// Rotates the whole window, the oldest sample first, into a factor of its own, which becomes that of the runs in which too little is
  /// left.
  void make_again(double* state, std::int64_t oldest, Real left) const {
    const RidgeScratch scratch(rotations_.size());
    double* fresh = scratch.numbers();
    rotations_.reset(fresh, broadcast(1.0) / regularization_, state + initial_at());
    for (std::int64_t i = 0; i < window_; ++i) {
      const std::int64_t slot = (oldest + i) % window_;
      Sample samples[1] = {sample(regressors_of(state, slot), targets_of(state, slot), 1)};
      rotations_.learn(fresh, samples);
    }
    const auto holds = left < broadcast(1.0);
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(rotations_.size() / lanes); ++i)
      store(state, i, where(holds, load(fresh, i), load(state, i)));
    for (int i = 0; i < this->regressors_; ++i)
      store(state + least_at(), i, where(holds, rotations_.inverse(fresh, i), load(state + least_at(), i)));
  }

  const Rotations<Number> rotations_;
  const std::int64_t window_;
  const Real regularization_;
};

}  // namespace

LearningRule* make_sliding_window_rls(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) {
  return make_readout<SlidingWindowRls>(fields, shape);
}

}  // namespace polesweep::POLESWEEP_KERNELS
