#pragma once

#include "core/block/elementary.hpp"
#include "core/block/kernel_set.hpp"
#include "core/block/number.hpp"

/// Forward passes of fixed networks over a chunk of time, and predictions of fixed readouts.
namespace polesweep::POLESWEEP_KERNELS {

POLESWEEP_INLINE Real activate(Activation activation, Real a) { return activation == Activation::tanh ? hyperbolic_tangent(a) : a; }
POLESWEEP_INLINE Complex activate(Activation activation, Complex a) { return {activate(activation, a.re), activate(activation, a.im)}; }

/// `rows` rows of a = bias + recurrent * state + input * x, each summed in ascending order of the columns.
template <class Number, int rows>
POLESWEEP_INLINE void dense_rows(const DenseWeights& w, int first, const double* state, const double* x, Number* a) {
  for (int r = 0; r < rows; ++r) a[r] = load_number<Number>(w.bias, first + r);
  for (int j = 0; j < w.states; ++j) {
    const Number s = load_number<Number>(state, j);
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
      a[r] = multiply_add(load_number<Number>(w.recurrent, static_cast<std::int64_t>(first + r) * w.states + j), s, a[r]);
  }
  for (int j = 0; j < w.inputs; ++j) {
    const Number s = load_number<Number>(x, j);
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
      a[r] = multiply_add(load_number<Number>(w.input, static_cast<std::int64_t>(first + r) * w.inputs + j), s, a[r]);
  }
}

template <class Number, int rows>
POLESWEEP_INLINE void dense_states(const DenseWeights& w, int first, const double* state, const double* x, double* next) {
  Number a[rows];
  dense_rows<Number, rows>(w, first, state, x, a);
  for (int r = 0; r < rows; ++r) {
    Number value = activate(w.activation, a[r]);
    if (w.leak != 1) {
      const Real leak = broadcast(w.leak);
      value = multiply_add(value, leak, scale(load_number<Number>(state, first + r), broadcast(1.0) - leak));
    }
    store_number(next, first + r, value);
  }
}

template <class Number>
void dense_forward(const DenseWeights& w, const ForwardChunk& chunk) {
  constexpr int width = slots<Number> * lanes;
  constexpr int rows = slots<Number> == 1 ? 8 : 4;  // accumulators that hide the latency of a fused multiply-add
  const double* state = chunk.state;
  for (int t = 0; t < chunk.steps; ++t) {
    const double* x = chunk.inputs + static_cast<std::int64_t>(t) * w.inputs * width;
    double* next = chunk.states + static_cast<std::int64_t>(t) * chunk.stride * width;
    int k = 0;
    for (; k + rows <= w.states; k += rows) dense_states<Number, rows>(w, k, state, x, next);
    for (; k + 2 <= w.states; k += 2) dense_states<Number, 2>(w, k, state, x, next);
    for (; k < w.states; ++k) dense_states<Number, 1>(w, k, state, x, next);
    state = next;
  }
  if (chunk.steps > 0) std::memcpy(chunk.state, state, sizeof(double) * static_cast<std::size_t>(w.states) * width);
}

template <class Number>
POLESWEEP_INLINE Number add_inputs(const DiagonalWeights& w, int row, const double* x, Number sum) {
  for (int j = 0; j < w.inputs; ++j)
    sum = multiply_add(load_number<Number>(w.input, static_cast<std::int64_t>(row) * w.inputs + j), load_number<Number>(x, j), sum);
  return sum;
}

POLESWEEP_INLINE void diagonal_step(const DiagonalWeights& w, const double* state, const double* x, double* next, Complex) {
  for (int i = 0; i < w.states; ++i) {
    const Complex s = multiply_add(load_number<Complex>(w.poles, i), load_number<Complex>(state, i), zero<Complex>());
    store_number(next, i, add_inputs(w, i, x, s));
  }
}

POLESWEEP_INLINE void diagonal_step(const DiagonalWeights& w, const double* state, const double* x, double* next, Real) {
  int i = 0;
  const double* block = w.poles;
  for (; i + 2 <= w.states; i += 2, block += 4 * lanes) {
    const Real a = load(state, i);
    const Real b = load(state, i + 1);
    store(next, i, add_inputs(w, i, x, fused(load(block, 0), a, load(block, 1) * b)));
    store(next, i + 1, add_inputs(w, i + 1, x, fused(load(block, 2), a, load(block, 3) * b)));
  }
  if (i < w.states) store(next, i, add_inputs(w, i, x, load(block, 0) * load(state, i)));
}

template <class Number>
void diagonal_forward(const DiagonalWeights& w, const ForwardChunk& chunk) {
  constexpr int width = slots<Number> * lanes;
  const double* state = chunk.state;
  for (int t = 0; t < chunk.steps; ++t) {
    double* next = chunk.states + static_cast<std::int64_t>(t) * chunk.stride * width;
    diagonal_step(w, state, chunk.inputs + static_cast<std::int64_t>(t) * w.inputs * width, next, Number{});
    state = next;
  }
  if (chunk.steps > 0) std::memcpy(chunk.state, state, sizeof(double) * static_cast<std::size_t>(w.states) * width);
}

template <class Number>
void predict(const double* weights, int outputs, int regressors, const double* rows, int stride, int steps, double* out) {
  constexpr int width = slots<Number> * lanes;
  for (int t = 0; t < steps; ++t)
    for (int k = 0; k < outputs; ++k)
      store_number(out, static_cast<std::int64_t>(t) * outputs + k,
                   dot<Number>(weights + static_cast<std::int64_t>(k) * regressors * width,
                               rows + static_cast<std::int64_t>(t) * stride * width, regressors));
}

}  // namespace polesweep::POLESWEEP_KERNELS
