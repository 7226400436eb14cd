#pragma once

#include "core/block/forward.hpp"
#include "core/learners/recurrent/pole_coordinates.hpp"
#include "core/learners/recurrent/trained_model.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A diagonal network on complex data with trained poles: s <- lambda s + B x.
///
/// Parameters: n pole coordinates, then B [n x m]. Cartesian: the poles themselves; exp-exp: (nu, theta) as one complex number, with
/// lambda = exp(-e^nu + i e^theta). The record of a step is [s of the step before; x].
class ComplexDiagonalModel {
 public:
  using Number = Complex;
  static constexpr int width = 2 * lanes;
  static constexpr bool sums_outer_products = false;

  ComplexDiagonalModel(const NetworkShape& network, bool exp_exp)
      : network_(network), n_(network.states), m_(network.inputs), exp_exp_(exp_exp) {}

  const NetworkShape& network() const { return network_; }
  int states() const { return n_; }
  int columns() const { return 1 + m_; }
  std::int64_t parameters() const { return static_cast<std::int64_t>(n_) * (1 + m_); }
  ParameterBlock poles_block() const { return {ParameterGroup::poles, 0, 1, n_, n_}; }
  ParameterBlock inputs_block() const { return {ParameterGroup::inputs, n_, n_, m_, m_}; }
  std::size_t work_size() const { return exp_exp_ ? static_cast<std::size_t>(n_) * width : 0; }
  std::size_t weight_size() const { return static_cast<std::size_t>(parameters()) * width; }
  std::size_t carry_size() const { return static_cast<std::size_t>(n_) * width; }
  std::size_t row_size() const { return static_cast<std::size_t>(n_ + m_) * width; }

  void read_weights(const double* initial, double* theta, double* work) const {
    std::memcpy(theta, initial, weight_size() * sizeof(double));
    if (!exp_exp_) return;
    for (int i = 0; i < n_; ++i) store_number(theta, i, exp_exp_coordinates(load_number<Complex>(initial, i)));
    realise(theta, work);
  }

  /// The poles of the coordinates; pulls poles beyond the limit back to it.
  void regroup(double*) const {}
  void realise(double* theta, double* work) const {
    if (exp_exp_) {
      for (int i = 0; i < n_; ++i) store_number(work, i, exp_exp_pole(load_number<Complex>(theta, i)));
      return;
    }
    if (network_.pole_limit == 0) return;
    for (int i = 0; i < n_; ++i) limit(theta, i);
  }

  void write_weights(const double* theta, const double* work, double* out) const {
    std::memcpy(out, theta, weight_size() * sizeof(double));
    if (exp_exp_) std::memcpy(out, work, work_size() * sizeof(double));
  }

  const double* rotation_masks(const double*) const { return nullptr; }

  /// From dL/dlambda to the gradient by the coordinates.
  void to_coordinates(const double* theta, const double* work, double* gradient) const {
    if (!exp_exp_) return;
    for (int i = 0; i < n_; ++i)
      store_number(gradient, i,
                   exp_exp_gradient(load_number<Complex>(theta, i), load_number<Complex>(work, i), load_number<Complex>(gradient, i)));
  }

  void start(double* carry) const { std::memset(carry, 0, carry_size() * sizeof(double)); }
  const double* activities(const double* carry) const { return carry; }

  void forward(const double* theta, const double* work, double* carry, const double* x, double* row) const {
    std::memcpy(row, carry, carry_size() * sizeof(double));
    std::memcpy(row + carry_size(), x, sizeof(double) * static_cast<std::size_t>(m_) * width);
    diagonal_step({.states = n_, .inputs = m_, .poles = poles(theta, work), .input = theta + static_cast<std::size_t>(n_) * width}, row, x,
                  carry, Complex{});
  }

  void restore(const double* row, double* carry) const { std::memcpy(carry, row, carry_size() * sizeof(double)); }
  const double* inputs_of(const double* row) const { return row + carry_size(); }

  void to_state(const double*, double*) const {}
  void gate(const double*, const double* c, double* z) const { std::memcpy(z, c, carry_size() * sizeof(double)); }

  void pull_back(const double* theta, const double* work, const double*, const double*, const double* c, double* previous) const {
    const double* lambda = poles(theta, work);
    for (int i = 0; i < n_; ++i)
      store_number(previous, i, multiply_add(conjugate(load_number<Complex>(lambda, i)), load_number<Complex>(c, i), zero<Complex>()));
  }

  void accumulate(const double*, const double* const* rows, const double* z, int count, double* gradient, bool add) const {
    for (int t = 0; t < count; ++t, add = true)
      for (int i = 0; i < n_; ++i) {
        const Complex c = load_number<Complex>(z + static_cast<std::size_t>(t) * carry_size(), i);
        add_to(gradient, i, multiply_add(c, conjugate(load_number<Complex>(rows[t], i)), zero<Complex>()), add);
        for (int j = 0; j < m_; ++j)
          add_to(gradient, n_ + static_cast<std::int64_t>(i) * m_ + j,
                 multiply_add(c, conjugate(load_number<Complex>(rows[t], n_ + j)), zero<Complex>()), add);
      }
  }

  // Traces: one for each pole, e <- f e + s, and one for each input weight, e <- f e + x; both are holomorphic.

  double forward_operations() const { return 8.0 * n_ * (1 + m_); }
  double trace_operations() const { return 16.0 * static_cast<double>(parameters()); }
  std::size_t traces_size() const { return static_cast<std::size_t>(parameters()) * width; }

  /// Takes one step: f is the pole itself, or `factor` for all poles if it is given. gradient (+)= conj(e) q.
  void trace(double* traces, const double* theta, const double* work, const double* row, const Real* factor, const double* q,
             double* gradient, bool add) const {
    const double* lambda = poles(theta, work);
    for (int i = 0; i < n_; ++i)
      trace_state(i, traces, load_number<Complex>(lambda, i), row, factor, load_number<Complex>(q, i),
                  [&](std::int64_t index, Complex g)
                      POLESWEEP_INLINED { store_number(gradient, index, add ? plus(load_number<Complex>(gradient, index), g) : g); });
  }

  /// The same, and plain descent along what would be the gradient.
  bool can_descend() const { return !exp_exp_; }
  void trace_and_descend(double* traces, const double* row, const Real* factor, const double* q, const Descent& descent) const {
    for (int i = 0; i < n_; ++i) {
      trace_state(i, traces, load_number<Complex>(descent.theta, i), row, factor, load_number<Complex>(q, i),
                  [&](std::int64_t index, Complex g) POLESWEEP_INLINED {
                    const Real rate = index < n_ ? descent.poles : descent.inputs;
                    store_number(descent.theta, index, multiply_add(g, -rate, load_number<Complex>(descent.theta, index)));
                  });
      if (network_.pole_limit > 0) limit(descent.theta, i);
    }
  }

 private:
  template <class Emit>
  POLESWEEP_INLINE void trace_state(int i, double* traces, Complex pole, const double* row, const Real* factor, Complex q,
                                    const Emit& emit) const {
    const Complex f = factor ? Complex{*factor, broadcast(0.0)} : pole;
    const auto step = [&](std::int64_t index, Complex fresh) POLESWEEP_INLINED {
      const Complex e = multiply_add(f, load_number<Complex>(traces, index), fresh);
      store_number(traces, index, e);
      emit(index, multiply_add(conjugate(e), q, zero<Complex>()));
    };
    step(i, load_number<Complex>(row, i));
    for (int j = 0; j < m_; ++j) step(n_ + static_cast<std::int64_t>(i) * m_ + j, load_number<Complex>(row, n_ + j));
  }

  POLESWEEP_INLINE void limit(double* theta, int i) const {
    const Complex pole = load_number<Complex>(theta, i);
    const Real square = fused(pole.re, pole.re, pole.im * pole.im);
    if (any_above(square, network_.pole_limit * network_.pole_limit))
      store_number(theta, i, scale(pole, pull_factor(square, network_.pole_limit)));
  }

  const double* poles(const double* theta, const double* work) const { return exp_exp_ ? work : theta; }
  static POLESWEEP_INLINE void add_to(double* gradient, std::int64_t index, Complex value, bool add) {
    store_number(gradient, index, add ? plus(load_number<Complex>(gradient, index), value) : value);
  }

  const NetworkShape network_;
  const int n_;
  const int m_;
  const bool exp_exp_;
};

static_assert(TracedModel<ComplexDiagonalModel>);

}  // namespace polesweep::POLESWEEP_KERNELS
