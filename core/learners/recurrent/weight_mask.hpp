#pragma once

#include "core/block/kernel_set.hpp"
#include "core/block/number.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// Which weights of a network are trained: all, or of one that keeps zeros those that do not start at zero, and the biases, the last of
/// every unit's `columns`. A mask [parameters] of reals holds 1 for a weight that is trained and 0 for another; where all are it is empty.
template <class Number>
class WeightMask {
 public:
  WeightMask(const NetworkShape& network, std::int64_t parameters, int columns)
      : parameters_(network.keeps_zeros ? parameters : 0), columns_(columns) {}

  bool is_empty() const { return parameters_ == 0; }
  std::size_t size() const { return static_cast<std::size_t>(parameters_) * lanes; }

  /// A mask as those see it who ask which weights are trained; nullptr: all.
  const double* of(const double* mask) const { return is_empty() ? nullptr : mask; }

  /// From the weights at the start.
  void find(const double* theta, double* mask) const {
    const Real nothing = broadcast(0.0);
    const Real one = broadcast(1.0);
    for (std::int64_t i = 0; i < parameters_; ++i) {
      const bool is_bias = i % columns_ == columns_ - 1;
      store(mask, i, is_bias ? one : where(size_of(load_number<Number>(theta, i)) > nothing, one, nothing));
    }
  }

  /// Takes the other weights out of `count` gradients, `stride` doubles apart: a weight whose gradient is zero from the start stays where
  /// it is under every optimizer.
  void apply(const double* mask, double* gradients, int count, std::size_t stride) const {
    for (double* gradient = gradients; count > 0; --count, gradient += stride)
      for (std::int64_t i = 0; i < parameters_; ++i)
        store_number(gradient, i, where(load(mask, i) > broadcast(0.0), load_number<Number>(gradient, i), zero<Number>()));
  }

 private:
  static POLESWEEP_INLINE Real size_of(Real a) { return where(a < broadcast(0.0), -a, a); }
  static POLESWEEP_INLINE Real size_of(Complex a) { return size_of(a.re) + size_of(a.im); }

  const std::int64_t parameters_;
  const int columns_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
