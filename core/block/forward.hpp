#pragma once

#include "core/block/activation.hpp"
#include "core/block/kernel_set.hpp"
#include "core/block/number.hpp"

/// Forward passes of networks over a chunk of time, and predictions of fixed readouts.
namespace polesweep::POLESWEEP_KERNELS {

/// `rows` rows of a = bias + recurrent * h + input * x, each summed in ascending order of the columns.
template <class Number, int rows>
POLESWEEP_INLINE void dense_rows(const DenseWeights& w, int first, const double* h, const double* x, Number* a) {
  const std::int64_t columns = w.network.states + w.network.inputs + 1;
  Number sum[rows];  // the caller's array would be written in every round
#pragma GCC unroll 8
  for (int r = 0; r < rows; ++r) sum[r] = load_number<Number>(w.weights, (first + r) * columns + columns - 1);
  for (int j = 0; j < w.network.states; ++j) {
    const Number s = load_number<Number>(h, j);
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r) sum[r] = multiply_add(load_number<Number>(w.weights, (first + r) * columns + j), s, sum[r]);
  }
  for (int j = 0; j < w.network.inputs; ++j) {
    const Number s = load_number<Number>(x, j);
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
      sum[r] = multiply_add(load_number<Number>(w.weights, (first + r) * columns + w.network.states + j), s, sum[r]);
  }
#pragma GCC unroll 8
  for (int r = 0; r < rows; ++r) a[r] = sum[r];
}

/// Hands every unit's drive a_k to `finish(k, a_k)`, in ascending order.
template <class Number, class Finish>
POLESWEEP_INLINE void dense_drives(const DenseWeights& w, const double* h, const double* x, const Finish& finish) {
  constexpr int rows = slots<Number> == 1 ? 8 : 4;  // accumulators that hide the latency of a fused multiply-add
  Number a[rows];
  int k = 0;
  for (; k + rows <= w.network.states; k += rows) {
    dense_rows<Number, rows>(w, k, h, x, a);
    for (int r = 0; r < rows; ++r) finish(k + r, a[r]);
  }
  for (; k + 2 <= w.network.states; k += 2) {
    dense_rows<Number, 2>(w, k, h, x, a);
    finish(k, a[0]);
    finish(k + 1, a[1]);
  }
  for (; k < w.network.states; ++k) {
    dense_rows<Number, 1>(w, k, h, x, a);
    finish(k, a[0]);
  }
}

/// leak * fresh + (1 - leak) * old.
template <class Number>
POLESWEEP_INLINE Number leaky(const NetworkShape& network, Number fresh, Number old) {
  if (network.leak == 1) return fresh;
  const Real leak = broadcast(network.leak);
  return multiply_add(fresh, leak, scale(old, broadcast(1.0) - leak));
}

template <class Number>
void dense_forward(const DenseWeights& w, const ForwardChunk& chunk) {
  constexpr int width = slots<Number> * lanes;
  const std::size_t bytes = sizeof(double) * static_cast<std::size_t>(w.network.states) * width;
  double* voltages = chunk.state;
  double* activities = chunk.state + (w.network.leak_on_voltage ? bytes / sizeof(double) : 0);
  if (w.network.leak_on_voltage)  // a zero voltage need not be a zero activity
    for (int k = 0; k < w.network.states; ++k) store_number(activities, k, activate(w.network, load_number<Number>(voltages, k)));
  const double* h = activities;
  for (int t = 0; t < chunk.steps; ++t) {
    const double* x = chunk.inputs + static_cast<std::int64_t>(t) * w.network.inputs * width;
    double* next = chunk.states + static_cast<std::int64_t>(t) * chunk.stride * width;
    if (w.network.leak_on_voltage)
      dense_drives<Number>(w, h, x, [&](int k, Number a) POLESWEEP_INLINED {
        const Number u = leaky(w.network, a, load_number<Number>(voltages, k));
        store_number(voltages, k, u);
        store_number(next, k, activate(w.network, u));
      });
    else
      dense_drives<Number>(w, h, x, [&](int k, Number a) POLESWEEP_INLINED {
        store_number(next, k, leaky(w.network, activate(w.network, a), load_number<Number>(h, k)));
      });
    h = next;
  }
  if (chunk.steps > 0) std::memcpy(activities, h, bytes);
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
