#pragma once

#include "core/block/activation.hpp"
#include "core/block/kernel_set.hpp"
#include "core/block/number.hpp"
#include "core/block/packing.hpp"

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

/// Hands the units' drives to `finish(k, a)`, a group a_k, a_(k+1), ... at a time, in ascending order.
template <class Number, class Finish>
POLESWEEP_INLINE void dense_drives(const DenseWeights& w, const double* h, const double* x, const Finish& finish) {
  constexpr int rows = slots<Number> == 1 ? 8 : 4;  // accumulators that hide the latency of a fused multiply-add
  int k = 0;
  const auto groups_of = [&]<int count>() POLESWEEP_INLINED {
    for (; k + count <= w.network.states; k += count) {
      Number a[count];
      dense_rows<Number, count>(w, k, h, x, a);
      finish(k, a);
    }
  };
  groups_of.template operator()<rows>();
  groups_of.template operator()<2>();
  groups_of.template operator()<1>();
}

/// leak * fresh + (1 - leak) * old.
template <class Number>
POLESWEEP_INLINE Number leaky(const NetworkShape& network, Number fresh, Number old) {
  if (network.leak == 1) return fresh;
  const Real leak = broadcast(network.leak);
  return multiply_add(fresh, leak, scale(old, broadcast(1.0) - leak));
}

/// `count` vectors of packed drives, from the weights packed [count][columns], summed as `dense_rows` does.
template <class Number, int rows, int count>
POLESWEEP_INLINE void packed_drives(const double* packed, const NetworkShape& network, const double* h, const double* x,
                                    Number (&sum)[count]) {
  const std::int64_t columns = network.states + network.inputs + 1;
#pragma GCC unroll 8
  for (int r = 0; r < count; ++r) sum[r] = load_number<Number>(packed, r * columns + columns - 1);
  for (int j = 0; j < network.states; ++j) {
    const Number s = load_repeated<Number, rows>(h, j);
#pragma GCC unroll 8
    for (int r = 0; r < count; ++r) sum[r] = multiply_add(load_number<Number>(packed, r * columns + j), s, sum[r]);
  }
  for (int j = 0; j < network.inputs; ++j) {
    const Number s = load_repeated<Number, rows>(x, j);
#pragma GCC unroll 8
    for (int r = 0; r < count; ++r) sum[r] = multiply_add(load_number<Number>(packed, r * columns + network.states + j), s, sum[r]);
  }
}

/// `dense_forward` where the activity leaks, part by part of the block.
template <class Number, int rows, int count>
void packed_forward(const Packing& packing, const DenseWeights& w, const ForwardChunk& chunk) {
  constexpr int width = slots<Number> * lanes;
  const int n = w.network.states;
  const int columns = n + w.network.inputs + 1;
  alignas(64) double packed[most_packed];
  for (int run = 0; run < lanes; run += lanes / rows) {
    pack<Number, rows>(
        packing, [&](int i, int j) POLESWEEP_INLINED { return w.weights + (static_cast<std::int64_t>(i) * columns + j) * width; }, n,
        columns, run, packed);
    const double* h = chunk.state + run;
    for (int t = 0; t < chunk.steps; ++t) {
      const double* x = chunk.inputs + static_cast<std::int64_t>(t) * w.network.inputs * width + run;
      double* next = chunk.states + static_cast<std::int64_t>(t) * chunk.stride * width + run;
      for (int group = 0; group < packing.groups; ++group) {
        Number a[count], f[count];
        packed_drives<Number, rows, count>(packed + static_cast<std::int64_t>(group) * count * columns * width, w.network, h, x, a);
        activate_all(w.network, a, f);
        const int first = group * count * rows;
        if (w.network.leak != 1)
          for (int r = 0; r < count; ++r) f[r] = leaky(w.network, f[r], load_rows<Number, rows>(h, first + r * rows, n));
#pragma GCC unroll 8
        for (int r = 0; r < count; ++r) store_rows<Number, rows>(next, first + r * rows, n, f[r]);
      }
      h = next;
    }
  }
}

template <class Number>
void dense_forward(const DenseWeights& w, const ForwardChunk& chunk) {
  constexpr int width = slots<Number> * lanes;
  const std::size_t bytes = sizeof(double) * static_cast<std::size_t>(w.network.states) * width;
  const int columns = w.network.states + w.network.inputs + 1;
  if (!w.network.leak_on_voltage && chunk.steps >= least_steps_to_pack && is_packed<Number>(w.network.states, columns)) {
    const Packing packing = find_packing<Number>(w.network.states, columns);
    with_packing<Number>(packing, [&]<int rows, int count>() { packed_forward<Number, rows, count>(packing, w, chunk); });
    std::memcpy(chunk.state, chunk.states + static_cast<std::int64_t>(chunk.steps - 1) * chunk.stride * width, bytes);
    return;
  }
  double* voltages = chunk.state;
  double* activities = chunk.state + (w.network.leak_on_voltage ? bytes / sizeof(double) : 0);
  if (w.network.leak_on_voltage)  // a zero voltage need not be a zero activity
    for (int k = 0; k < w.network.states; ++k) store_number(activities, k, activate(w.network, load_number<Number>(voltages, k)));
  const double* h = activities;
  for (int t = 0; t < chunk.steps; ++t) {
    const double* x = chunk.inputs + static_cast<std::int64_t>(t) * w.network.inputs * width;
    double* next = chunk.states + static_cast<std::int64_t>(t) * chunk.stride * width;
    if (w.network.leak_on_voltage)
      dense_drives<Number>(w, h, x, [&]<int count>(int k, const Number(&a)[count]) POLESWEEP_INLINED {
        Number u[count], f[count];
        for (int r = 0; r < count; ++r) {
          u[r] = leaky(w.network, a[r], load_number<Number>(voltages, k + r));
          store_number(voltages, k + r, u[r]);
        }
        activate_all(w.network, u, f);
        for (int r = 0; r < count; ++r) store_number(next, k + r, f[r]);
      });
    else
      dense_drives<Number>(w, h, x, [&]<int count>(int k, const Number(&a)[count]) POLESWEEP_INLINED {
        Number f[count];
        activate_all(w.network, a, f);
        for (int r = 0; r < count; ++r) store_number(next, k + r, leaky(w.network, f[r], load_number<Number>(h, k + r)));
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
