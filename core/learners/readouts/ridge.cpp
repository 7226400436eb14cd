#include "core/learners/readouts/linear_readout.hpp"
#include "core/learners/readouts/ridge_solve.hpp"
#include "core/learners/readouts/rotations.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// 1/D before the first sample: rows that no sample has reached weigh nothing.
constexpr double no_data = 0x1p500;
/// Above this condition number the rank is looked at, run by run.
constexpr double trusted = 1e13;

/// Ridge regression: V minimises sum |d - V s|^2 + penalty |V|^2 over the samples so far; an intercept, which is the last regressor, bears
/// no penalty. Where several V do, it is the one of least norm.
///
/// Kept is the triangular factor of the data (Rotations). Its condition number is the regressors' own (metric `readout_condition`), of
/// which the Gram matrix has the square: double numbers leave the risk of V off by about 2^-52 times the one or the other. The penalty
/// enters as rows sqrt(penalty) I when V is asked for.
///
/// Keeps: the factor. Cost: 2 n^2 + 4 n o operations per step, n^3 + 3 n^2 o per measurement. It predicts nothing while it learns.
/// References: Hoerl and Kennard 1970; Golub and Van Loan, Matrix Computations, 5.3, 5.5 and 6.1.
template <class Number>
class Ridge final : public LinearReadout<Number> {
 public:
  Ridge(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        rotations_(shape.regressors, shape.outputs),
        penalised_(shape.regressors - (shape.has_intercept ? 1 : 0)),
        penalty_(read_by_lane(
            fields,
            {.name = "penalty",
             .help = "factor of |V|^2, an intercept aside, beside the squared errors summed over all samples so far (not their mean)",
             .fallback = 1e-6,
             .range = non_negative})) {}

  std::size_t state_size() const override { return rotations_.size(); }

  void reset(double* state, const double*) const override { rotations_.reset(state, broadcast(no_data), nullptr); }

  void advance(double* state, const LearningChunk& chunk) const override {
    constexpr int together = Rotations<Number>::together;
    int t = 0;
    for (; t + together <= chunk.steps; t += together) learn<together>(state, chunk, t);
    for (; t < chunk.steps; ++t) learn<1>(state, chunk, t);
    rotations_.clear_errors(state);
  }

  void weights(const double* state, double* out) const override {
    const RidgeScratch scratch(scratch_size());
    double* factor = scratch.numbers();
    penalise(state, factor);
    rotations_.solve(factor, out);
    alignas(64) double conditions[lanes];
    store(conditions, 0, rotations_.condition(factor, factor + rotations_.size()));
    for (int lane = 0; lane < lanes; ++lane)
      if (!(conditions[lane] < trusted)) {
        const RidgeScratch rows(static_cast<std::size_t>(this->regressors_) * (this->regressors_ + this->outputs_) * this->width);
        rotations_.factor(factor, rows.numbers());
        solve_ridge({.regressors = this->regressors_,
                     .outputs = this->outputs_,
                     .complex_valued = slots<Number> == 2,
                     .lanes = lanes,
                     .numbers = rows.numbers()},
                    lane, out);
      }
  }

  bool factor(const double* state, double* out) const override {
    const RidgeScratch scratch(scratch_size());
    penalise(state, scratch.numbers());
    rotations_.factor(scratch.numbers(), out);
    return true;
  }

  bool shares_state() const override { return true; }
  bool predicts() const override { return false; }

  double operations_per_sample() const override {
    const double n = this->regressors_;
    return this->multiply_adds * (n * n + 2 * n * this->outputs_) + 8 * slots<Number> * n;  // at last the rotations themselves
  }
  double operations_per_measurement() const override {
    const double n = this->regressors_;
    return (this->multiply_adds * (0.48 * n + 1.65 * this->outputs_) + 13 * slots<Number>)*n * n;  // at last the rotations themselves
  }

 private:
  using Sample = typename Rotations<Number>::Sample;

  /// A copy of the factor and a row of the penalty behind it.
  std::size_t scratch_size() const { return rotations_.size() + static_cast<std::size_t>(this->padded_ + this->outputs_) * this->width; }

  Sample sample(const double* regressors, const double* targets) const {
    return {.regressors = regressors, .targets = targets, .growth = broadcast(1.0), .largest = broadcast(no_data)};
  }

  template <int count>
  POLESWEEP_INLINE void learn(double* state, const LearningChunk& chunk, int t) const {
    Sample samples[count];
    for (int m = 0; m < count; ++m)
      samples[m] = sample(chunk.rows + static_cast<std::int64_t>(t + m) * chunk.stride * this->width,
                          chunk.targets + static_cast<std::int64_t>(t + m) * this->outputs_ * this->width);
    rotations_.learn(state, samples);
  }

  /// Into `scratch_size()` doubles: the factor with the rows of the penalty.
  void penalise(const double* state, double* factor) const {
    std::memcpy(factor, state, rotations_.size() * sizeof(double));
    double* row = factor + rotations_.size();
    std::memset(row, 0, (scratch_size() - rotations_.size()) * sizeof(double));
    const Real root = square_root(penalty_);
    for (int i = 0; i < penalised_; ++i) {
      store(row, static_cast<std::int64_t>(i) * slots<Number>, root);
      Sample samples[1] = {sample(row, row + this->padded_ * this->width)};
      rotations_.learn(factor, samples, i / 4 * 4);
      store(row, static_cast<std::int64_t>(i) * slots<Number>, Real{});
    }
  }

  const Rotations<Number> rotations_;
  const int penalised_;
  const Real penalty_;
};

}  // namespace

LearningRule* make_ridge(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) { return make_readout<Ridge>(fields, shape); }

}  // namespace polesweep::POLESWEEP_KERNELS
