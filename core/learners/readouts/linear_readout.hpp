#pragma once

#include "core/learners/lane_fields.hpp"
#include "core/learners/readouts/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// What readouts share whose state begins with the weights V [outputs x padded regressors].
///
/// Regressors are padded to a multiple of 4 with zeros, so weights there stay zero and kernels need no remainder loops.
template <class Number>
class LinearReadout : public LearningRule {
 public:
  explicit LinearReadout(const ReadoutShape& shape)
      : regressors_(shape.regressors), padded_((shape.regressors + 3) / 4 * 4), outputs_(shape.outputs) {}

  void reset(double* state, const double* initial) const override {
    std::memset(state, 0, state_size() * sizeof(double));
    if (initial)
      for (int k = 0; k < outputs_; ++k)
        std::memcpy(row(state, k), initial + static_cast<std::int64_t>(k) * regressors_ * width, row_bytes());
  }

  void weights(const double* state, double* out) const override {
    for (int k = 0; k < outputs_; ++k)
      std::memcpy(out + static_cast<std::int64_t>(k) * regressors_ * width, state + static_cast<std::int64_t>(k) * padded_ * width,
                  row_bytes());
  }

 protected:
  static constexpr int width = slots<Number> * lanes;  ///< doubles of one number of the block
  /// Real operations of one multiply-add.
  static constexpr double multiply_adds = slots<Number> == 1 ? 2 : 8;

  std::size_t weight_size() const { return static_cast<std::size_t>(outputs_) * padded_ * width; }
  double* row(double* state, int output) const { return state + static_cast<std::int64_t>(output) * padded_ * width; }

  /// Predicts output `k` from regressors s, stores the prediction and answers the error d - y.
  POLESWEEP_INLINE Number predict_one(const double* state, const LearningChunk& chunk, int step, int k, const double* s) const {
    const std::int64_t at = static_cast<std::int64_t>(step) * outputs_ + k;
    const Number y = dot<Number>(state + static_cast<std::int64_t>(k) * padded_ * width, s, padded_);
    store_number(chunk.predictions, at, y);
    return minus(load_number<Number>(chunk.targets, at), y);
  }

  /// |s|^2.
  POLESWEEP_INLINE Real power(const double* s) const {
    Real part[4] = {Real{}, Real{}, Real{}, Real{}};
    for (int j = 0; j < padded_; j += 4)
      for (int k = 0; k < 4; ++k) part[k] = add_square(load_number<Number>(s, j + k), part[k]);
    return (part[0] + part[1]) + (part[2] + part[3]);
  }

  /// V_k += gain conj(s).
  POLESWEEP_INLINE void add_outer(double* state, int k, Number gain, const double* s) const {
    double* v = row(state, k);
    for (int j = 0; j < padded_; ++j)
      store_number(v, j, multiply_add(gain, conjugate(load_number<Number>(s, j)), load_number<Number>(v, j)));
  }

  const int regressors_;
  const int padded_;
  const int outputs_;

 private:
  std::size_t row_bytes() const { return static_cast<std::size_t>(regressors_) * width * sizeof(double); }
};

}  // namespace polesweep::POLESWEEP_KERNELS
