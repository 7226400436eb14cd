#pragma once

#include "core/block/forward.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// The linear readout y = V s in a trainer. V that follows the gradient is [outputs][padded], its rows padded with zeros to a multiple of
/// 4; V of a rule of its own is [outputs][regressors]. s [padded], errors e = y - d [outputs].
template <class Number>
struct TrainedReadout {
  int outputs;
  int regressors;
  int padded;

  void predict(const double* v, const double* s, double* predictions) const {
    for (int k = 0; k < outputs; ++k) store_number(predictions, k, dot<Number>(v + row(k) * width, s, padded));
  }

  /// e = y - d, times `weight`; returns |y - d|^2.
  Real errors(const double* predictions, const double* targets, double weight, double* error) const {
    Real square = broadcast(0.0);
    for (int k = 0; k < outputs; ++k) {
      const Number e = minus(load_number<Number>(predictions, k), load_number<Number>(targets, k));
      square = add_square(e, square);
      store_number(error, k, weight == 1 ? e : scale(e, broadcast(weight)));
    }
    return square;
  }

  /// gradient (+)= e s^H.
  void add_gradient(const double* error, const double* s, double* gradient, bool add) const {
    for (int k = 0; k < outputs; ++k) {
      const Number e = load_number<Number>(error, k);
      for (int j = 0; j < regressors; ++j) {
        const std::int64_t at = row(k) + j;
        store_number(gradient, at,
                     multiply_add(e, conjugate(load_number<Number>(s, j)), add ? load_number<Number>(gradient, at) : zero<Number>()));
      }
    }
  }

  /// v -= rate e s^H.
  void descend(const double* error, const double* s, Real rate, double* v) const {
    for (int k = 0; k < outputs; ++k) {
      const Number e = load_number<Number>(error, k);
      for (int j = 0; j < regressors; ++j) {
        const Number g = multiply_add(e, conjugate(load_number<Number>(s, j)), zero<Number>());
        store_number(v, row(k) + j, multiply_add(g, -rate, load_number<Number>(v, row(k) + j)));
      }
    }
  }

  /// signal_i = dL/dh_i = sum_k conj(V_ki) e_k, of widely linear readouts + V'_ki conj(e_k) as well [states]; rows of V are `stride` apart.
  void carry_back(const double* v, int stride, const double* error, int states, bool widely_linear, double* signal) const {
    for (int i = 0; i < states; ++i) {
      Number sum = zero<Number>();
      for (int k = 0; k < outputs; ++k) {
        const Number e = load_number<Number>(error, k);
        const std::int64_t at = static_cast<std::int64_t>(k) * stride + i;
        sum = multiply_add(conjugate(load_number<Number>(v, at)), e, sum);
        if (widely_linear) sum = multiply_add(load_number<Number>(v, at + states), conjugate(e), sum);
      }
      store_number(signal, i, sum);
    }
  }

  /// From and to weights without padding [outputs][regressors].
  void read(const double* initial, double* v) const {
    for (int k = 0; k < outputs; ++k) std::memcpy(v + row(k) * width, initial + row_without_padding(k) * width, bytes());
  }
  void write(const double* v, double* out) const {
    for (int k = 0; k < outputs; ++k) std::memcpy(out + row_without_padding(k) * width, v + row(k) * width, bytes());
  }

 private:
  static constexpr int width = slots<Number> * lanes;

  std::int64_t row(int k) const { return static_cast<std::int64_t>(k) * padded; }
  std::int64_t row_without_padding(int k) const { return static_cast<std::int64_t>(k) * regressors; }
  std::size_t bytes() const { return sizeof(double) * static_cast<std::size_t>(regressors) * width; }
};

}  // namespace polesweep::POLESWEEP_KERNELS
