#include "core/learners/readouts/linear_readout.hpp"
#include "core/learners/readouts/ridge_solve.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Ridge regression: V = C (A + penalty I)^-1 with the sums A = sum s s^H, C = sum d s^H over the samples so far.
///
/// Keeps: A (lower triangle by rows) and C. Cost: n^2 + 2 n o operations per step, n^3/3 + 2 n^2 o per measurement. It predicts nothing
/// while it learns. An intercept, which is the last regressor, bears no penalty. Reference: Hoerl and Kennard 1970.
template <class Number>
class Ridge final : public LinearReadout<Number> {
 public:
  Ridge(Fields& fields, const ReadoutShape& shape)
      : LinearReadout<Number>(shape),
        penalty_(read_by_lane(fields, {.name = "penalty",
                                       .help = "added to the diagonal of the summed Gram matrix (of all samples so far, not of their mean)",
                                       .fallback = 1e-6,
                                       .range = non_negative})) {
    complex_valued_ = shape.complex_valued;
    has_intercept_ = shape.has_intercept;
  }

  std::size_t state_size() const override { return gram_size() + this->weight_size(); }

  void reset(double* state, const double*) const override { std::memset(state, 0, state_size() * sizeof(double)); }

  void advance(double* state, const LearningChunk& chunk) const override {
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      double* gram = state;
      for (int i = 0; i < this->regressors_; ++i) {
        const Number si = load_number<Number>(s, i);
        for (int j = 0; j <= i; ++j, gram += this->width)
          store_number(gram, 0, multiply_add(si, conjugate(load_number<Number>(s, j)), load_number<Number>(gram, 0)));
      }
      for (int k = 0; k < this->outputs_; ++k)
        this->add_outer(state + gram_size(), k, load_number<Number>(chunk.targets, static_cast<std::int64_t>(t) * this->outputs_ + k), s);
    }
  }

  void weights(const double* state, double* out) const override {
    alignas(64) double penalties[lanes];
    store(penalties, 0, penalty_);
    RidgeSums sums{.regressors = this->regressors_,
                   .outputs = this->outputs_,
                   .complex_valued = complex_valued_,
                   .has_intercept = has_intercept_,
                   .lanes = lanes,
                   .gram = state,
                   .cross = state + gram_size(),
                   .cross_stride = this->padded_};
    for (int lane = 0; lane < lanes; ++lane) solve_ridge(sums, lane, penalties[lane], out);
  }

  bool predicts() const override { return false; }

  double operations_per_sample() const override {
    const double n = this->regressors_;
    return this->multiply_adds * (0.5 * n * n + n * this->outputs_);
  }
  double operations_per_measurement() const override {
    const double n = this->regressors_;
    return this->multiply_adds * (n * n * n / 6 + n * n * this->outputs_);
  }

 private:
  std::size_t gram_size() const { return static_cast<std::size_t>(this->regressors_) * (this->regressors_ + 1) / 2 * this->width; }

  const Real penalty_;
  bool complex_valued_;
  bool has_intercept_;
};

}  // namespace

LearningRule* make_ridge(Fields& fields, const ReadoutShape& shape, const OptimizerChoice&) { return make_readout<Ridge>(fields, shape); }

}  // namespace polesweep::POLESWEEP_KERNELS
