#pragma once

#include "core/block/forward.hpp"
#include "core/learners/recurrent/diagonal_pairs.hpp"
#include "core/learners/recurrent/fused_pairs.hpp"
#include "core/learners/recurrent/pole_coordinates.hpp"
#include "core/learners/recurrent/trained_model.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A diagonal network on real data with trained poles. Two states share a block: a rotation [u -v; v u], the pole pair u +- iv, or two real
/// poles u and v. Which of the two a block is stays as it was at the start, run by run: a pair cannot become two real poles.
///
/// Parameters: n pole coordinates (u, v by block), then B [n x m]. Exp-exp: a pair's (nu, theta); of a real pole nu, its sign stays.
/// Work: by block whether each run's is a rotation (1 or 0) and whether all agree; signs of real poles; the blocks of the forward pass.
/// The record of a step is [s of the step before; x].
class RealDiagonalModel {
 public:
  using Number = Real;
  static constexpr int width = lanes;
  static constexpr bool sums_outer_products = false;

  RealDiagonalModel(const NetworkShape& network, bool exp_exp)
      : network_(network), n_(network.states), m_(network.inputs), exp_exp_(exp_exp) {}

  const NetworkShape& network() const { return network_; }
  int states() const { return n_; }
  int columns() const { return 1 + m_; }
  std::int64_t parameters() const { return static_cast<std::int64_t>(n_) * (1 + m_); }
  ParameterBlock poles_block() const { return {ParameterGroup::poles, 0, 1, n_, n_}; }
  ParameterBlock inputs_block() const { return {ParameterGroup::inputs, n_, n_, m_, m_}; }
  std::size_t work_size() const { return static_cast<std::size_t>(2 * pairs() + n_ + pole_slots()) * width; }
  std::size_t weight_size() const { return static_cast<std::size_t>(pole_slots() + n_ * m_) * width; }
  std::size_t carry_size() const { return static_cast<std::size_t>(n_) * width; }
  std::size_t row_size() const { return static_cast<std::size_t>(n_ + m_) * width; }

  /// Records for each pair whether it is a rotation in all, some or none of the block's runs.
  void regroup(double* work) const {
    for (int b = 0; b < pairs(); ++b) {
      const Real mask = load(work, b);
      work[(pairs() + b) * lanes] = all_equal(mask, 1.0) ? rotations : all_equal(mask, 0.0) ? reals : mixed;
    }
  }

  void read_weights(const double* initial, double* theta, double* work) const {
    const Real one = broadcast(1.0);
    const Real nothing = broadcast(0.0);
    for (int b = 0; b < pairs(); ++b) {
      const Real off_diagonal = load(initial, 4 * b + 2);
      const auto rotates = off_diagonal != nothing;
      const Real mask = where(rotates, one, nothing);
      store(work, b, mask);
      store(theta, 2 * b, load(initial, 4 * b));
      store(theta, 2 * b + 1, where(rotates, off_diagonal, load(initial, 4 * b + 3)));
    }
    regroup(work);
    if (n_ % 2 == 1) store(theta, n_ - 1, load(initial, 4 * pairs()));
    std::memcpy(theta + static_cast<std::size_t>(n_) * width, initial + static_cast<std::size_t>(pole_slots()) * width,
                sizeof(double) * static_cast<std::size_t>(n_) * m_ * width);
    if (exp_exp_) {
      for (int i = 0; i < n_; ++i) store(signs(work), i, where(load(theta, i) < nothing, -one, one));
      for (int b = 0; b < pairs(); ++b) {
        const Complex pair = exp_exp_coordinates({load(theta, 2 * b), load(theta, 2 * b + 1)});
        const auto rotates = load(work, b) > nothing;
        store(theta, 2 * b, where(rotates, pair.re, rate_coordinate(load(theta, 2 * b))));
        store(theta, 2 * b + 1, where(rotates, pair.im, rate_coordinate(load(theta, 2 * b + 1))));
      }
      if (n_ % 2 == 1) store(theta, n_ - 1, rate_coordinate(load(theta, n_ - 1)));
    }
    realise(theta, work);
  }

  void realise(double* theta, double* work) const {
    for (int b = 0; b < pairs() + n_ % 2; ++b) {
      if (network_.pole_limit > 0 && !exp_exp_) limit_pair(theta, work, b);
      fill_block(theta, work, blocks_of(work), b);
    }
  }

  void write_weights(const double* theta, const double* work, double* out) const {
    for (int b = 0; b < pairs() + n_ % 2; ++b) fill_block(theta, work, out, b);
    std::memcpy(out + static_cast<std::size_t>(pole_slots()) * width, theta + static_cast<std::size_t>(n_) * width,
                sizeof(double) * static_cast<std::size_t>(n_) * m_ * width);
  }

  /// By pair of states whether each run's block is a rotation (1) or two real poles (0).
  const double* rotation_masks(const double* work) const { return work; }

  void to_coordinates(const double* theta, const double* work, double* gradient) const {
    if (!exp_exp_) return;
    const double* blocks = blocks_of(work);
    const auto of_real = [&](int i, Real pole)
                             POLESWEEP_INLINED { return -(bounded_exponential(load(theta, i)) * pole * load(gradient, i)); };
    for (int b = 0; b < pairs(); ++b) {
      const int i = 2 * b;
      const auto rotates = load(work, b) > broadcast(0.0);
      const Complex pair = exp_exp_gradient({load(theta, i), load(theta, i + 1)}, {load(blocks, 4 * b), load(blocks, 4 * b + 2)},
                                            {load(gradient, i), load(gradient, i + 1)});
      const Real first = of_real(i, load(blocks, 4 * b));
      const Real second = of_real(i + 1, load(blocks, 4 * b + 3));
      store(gradient, i, where(rotates, pair.re, first));
      store(gradient, i + 1, where(rotates, pair.im, second));
    }
    if (n_ % 2 == 1) store(gradient, n_ - 1, of_real(n_ - 1, load(blocks, 4 * pairs())));
  }

  void start(double* carry) const { std::memset(carry, 0, carry_size() * sizeof(double)); }
  const double* activities(const double* carry) const { return carry; }

  void forward(const double* theta, const double* work, double* carry, const double* x, double* row) const {
    std::memcpy(row, carry, carry_size() * sizeof(double));
    std::memcpy(row + carry_size(), x, sizeof(double) * static_cast<std::size_t>(m_) * width);
    diagonal_step({.states = n_, .inputs = m_, .poles = blocks_of(work), .input = theta + static_cast<std::size_t>(n_) * width}, row, x,
                  carry, Real{});
  }

  void restore(const double* row, double* carry) const { std::memcpy(carry, row, carry_size() * sizeof(double)); }
  const double* inputs_of(const double* row) const { return row + carry_size(); }

  void to_state(const double*, double*) const {}
  void gate(const double*, const double* c, double* z) const { std::memcpy(z, c, carry_size() * sizeof(double)); }

  void pull_back(const double*, const double* work, const double*, const double*, const double* c, double* previous) const {
    const double* block = blocks_of(work);
    for (int i = 0; i + 2 <= n_; i += 2, block += 4 * lanes) {
      const Real c1 = load(c, i);
      const Real c2 = load(c, i + 1);
      store(previous, i, fused(load(block, 0), c1, load(block, 2) * c2));
      store(previous, i + 1, fused(load(block, 1), c1, load(block, 3) * c2));
    }
    if (n_ % 2 == 1) store(previous, n_ - 1, load(block, 0) * load(c, n_ - 1));
  }

  void accumulate(const double* work, const double* const* rows, const double* z, int count, double* gradient, bool add) const {
    for (int t = 0; t < count; ++t, add = true) {
      const double* c = z + static_cast<std::size_t>(t) * carry_size();
      for (int b = 0; b < pairs(); ++b) {
        const Pair g = derivative(work, b, {load(rows[t], 2 * b), load(rows[t], 2 * b + 1)}, {load(c, 2 * b), load(c, 2 * b + 1)});
        add_to(gradient, 2 * b, g.first, add);
        add_to(gradient, 2 * b + 1, g.second, add);
      }
      if (n_ % 2 == 1) add_to(gradient, n_ - 1, load(rows[t], n_ - 1) * load(c, n_ - 1), add);
      for (int i = 0; i < n_; ++i)
        for (int j = 0; j < m_; ++j) add_to(gradient, n_ + static_cast<std::int64_t>(i) * m_ + j, load(c, i) * load(rows[t], n_ + j), add);
    }
  }

  // Traces. A pair's trace e stands for ds/du = e and ds/dv = i e; of two real poles each has its own. Likewise for input weights.

  double forward_operations() const { return 2.0 * n_ * (2 + m_); }
  double trace_operations() const { return 10.0 * static_cast<double>(parameters()); }
  std::size_t traces_size() const { return static_cast<std::size_t>(parameters()) * width; }

  /// Takes one step: a trace is carried by the block itself, or by `factor` if it is given. gradient (+)= derivative of the loss.
  void trace(double* traces, const double*, const double* work, const double* row, const Real* factor, const double* q, double* gradient,
             bool add) const {
    const auto emit = [&](std::int64_t index, Real g) POLESWEEP_INLINED { store(gradient, index, add ? load(gradient, index) + g : g); };
    trace_all(traces, work, row, factor, q, emit, emit, []<int kind>(int) POLESWEEP_INLINED {});
  }

  /// The same, and plain descent along what would be the gradient.
  bool can_descend() const { return !exp_exp_; }
  void trace_and_descend(double* traces, const double* row, const Real* factor, const double* q, const Descent& descent) const {
    double* theta = descent.theta;
    const Real poles = -descent.poles;
    const Real inputs = -descent.inputs;
    trace_all(
        traces, descent.work, row, factor, q,
        [&](std::int64_t index, Real g) POLESWEEP_INLINED { store(theta, index, fused(g, poles, load(theta, index))); },
        [&](std::int64_t index, Real g) POLESWEEP_INLINED { store(theta, index, fused(g, inputs, load(theta, index))); },
        [&]<int kind>(int b) POLESWEEP_INLINED { realise_pair<kind>(theta, descent.work, b); });
  }

  /// Whether `fused_pass` can take the place of forward pass, prediction, traces and descent: there are only pole pairs.
  bool fuses(const double* work) const {
    for (int b = 0; b < pairs(); ++b)
      if (static_cast<int>(work[(pairs() + b) * lanes]) != rotations) return false;
    return n_ % 4 == 0 && !exp_exp_;
  }
  FusedPairs fused_pass() const { return {n_, m_, network_.pole_limit}; }

 private:
  int pairs() const { return n_ / 2; }
  int pole_slots() const { return 4 * pairs() + n_ % 2; }
  double* signs(double* work) const { return work + static_cast<std::size_t>(2 * pairs()) * lanes; }
  const double* signs(const double* work) const { return work + static_cast<std::size_t>(2 * pairs()) * lanes; }
  double* blocks_of(double* work) const { return signs(work) + static_cast<std::size_t>(n_) * lanes; }
  const double* blocks_of(const double* work) const { return signs(work) + static_cast<std::size_t>(n_) * lanes; }

  /// One block of the forward pass (b = pairs(): the odd last pole).
  POLESWEEP_INLINE void fill_block(const double* theta, const double* work, double* blocks, int b) const {
    Real u = load(theta, 2 * b);
    if (b == pairs()) return store(blocks, 4 * b, exp_exp_ ? real_pole(u, load(signs(work), 2 * b)) : u);
    Real v = load(theta, 2 * b + 1);
    const auto rotates = load(work, b) > broadcast(0.0);
    const Real nothing = broadcast(0.0);
    if (exp_exp_) {
      const Complex pole = exp_exp_pole({u, v});
      u = where(rotates, pole.re, real_pole(u, load(signs(work), 2 * b)));
      v = where(rotates, pole.im, real_pole(v, load(signs(work), 2 * b + 1)));
    }
    store(blocks, 4 * b, u);
    store(blocks, 4 * b + 1, where(rotates, -v, nothing));
    store(blocks, 4 * b + 2, where(rotates, v, nothing));
    store(blocks, 4 * b + 3, where(rotates, u, v));
  }

  static bool all_equal(Real values, double wanted) {
    alignas(64) double lane[lanes];
    store(lane, 0, values);
    for (const double value : lane)
      if (value != wanted) return false;
    return true;
  }
  static Real rate_coordinate(Real pole) { return logarithm(-logarithm(where(pole < broadcast(0.0), -pole, pole))); }
  static POLESWEEP_INLINE Real real_pole(Real nu, Real sign) { return sign * bounded_exponential(-bounded_exponential(nu)); }
  static POLESWEEP_INLINE void add_to(double* gradient, std::int64_t index, Real value, bool add) {
    store(gradient, index, add ? load(gradient, index) + value : value);
  }

  /// Pulls a pair of poles (b = pairs(): the odd last one) back to the limit.
  POLESWEEP_INLINE void limit_pair(double* theta, const double* work, int b) const {
    const double bound = network_.pole_limit * network_.pole_limit;
    const auto pulled = [&](Real pole, Real square)
                            POLESWEEP_INLINED { return any_above(square, bound) ? pole * pull_factor(square, network_.pole_limit) : pole; };
    const Real u = load(theta, 2 * b);
    if (b == pairs()) return store(theta, 2 * b, pulled(u, u * u));
    const Real v = load(theta, 2 * b + 1);
    const auto rotates = load(work, b) > broadcast(0.0);
    const Real pair = fused(u, u, v * v);
    store(theta, 2 * b, pulled(u, where(rotates, pair, u * u)));
    store(theta, 2 * b + 1, pulled(v, where(rotates, pair, v * v)));
  }

  /// Limit and block of a pair (b = pairs(): of the odd last pole) of Cartesian parameters that have moved.
  template <int kind>
  POLESWEEP_INLINE void realise_pair(double* theta, double* work, int b) const {
    if (network_.pole_limit > 0) limit_pair(theta, work, b);
    if constexpr (kind != rotations) return fill_block(theta, work, blocks_of(work), b);
    const Real u = load(theta, 2 * b);
    const Real v = load(theta, 2 * b + 1);
    double* block = blocks_of(work) + static_cast<std::size_t>(4) * b * lanes;
    store(block, 0, u);
    store(block, 1, -v);
    store(block, 2, v);
    store(block, 3, u);
  }

  Pair derivative(const double* work, int b, Pair e, Pair q) const { return derivative_of<mixed>(e, q, load(work, b)); }

  /// Every trace and what it adds to the gradient, by `pole(index, g)` and `input(index, g)`; `done<kind>(b)` when both coordinates of a
  /// pair have been told.
  template <class Pole, class Input, class Done>
  POLESWEEP_INLINE void trace_all(double* traces, const double* work, const double* row, const Real* factor, const double* q,
                                  const Pole& pole, const Input& input, const Done& done) const {
    const auto pair = [&]<int kind>(int b) POLESWEEP_INLINED {
      trace_pair<kind>(b, traces, work, row, factor, q, pole, input);
      done.template operator()<kind>(b);
    };
    for (int b = 0; b < pairs(); ++b) {
      const int kind = static_cast<int>(work[(pairs() + b) * lanes]);
      if (kind == rotations)
        pair.template operator()<rotations>(b);
      else if (kind == reals)
        pair.template operator()<reals>(b);
      else
        pair.template operator()<mixed>(b);
    }
    if (n_ % 2 == 0) return;
    const int i = n_ - 1;
    const Real f = factor ? *factor : load(blocks_of(work), 4 * pairs());
    const auto step = [&](std::int64_t index, Real fresh) POLESWEEP_INLINED {
      const Real e = fused(f, load(traces, index), fresh);
      store(traces, index, e);
      return e * load(q, i);
    };
    pole(i, step(i, load(row, i)));
    for (int j = 0; j < m_; ++j) {
      const std::int64_t index = n_ + static_cast<std::int64_t>(i) * m_ + j;
      input(index, step(index, load(row, n_ + j)));
    }
    done.template operator()<reals>(pairs());
  }

  template <int kind, class Pole, class Input>
  POLESWEEP_INLINE void trace_pair(int b, double* traces, const double* work, const double* row, const Real* factor, const double* q,
                                   const Pole& pole, const Input& input) const {
    const Real mask = load(work, b);
    const double* block = blocks_of(work) + static_cast<std::size_t>(4) * b * lanes;
    const Real carrier[3] = {factor ? *factor : load(block, 0), factor ? broadcast(0.0) : load(block, 2),
                             factor ? *factor : load(block, 3)};
    const int i = 2 * b;
    const Pair pull{load(q, i), load(q, i + 1)};
    const auto step = [&](std::int64_t first, std::int64_t second, Pair fresh) POLESWEEP_INLINED {
      const Pair e = carry_on<kind>(carrier, {load(traces, first), load(traces, second)}, fresh, mask);
      store(traces, first, e.first);
      store(traces, second, e.second);
      return derivative_of<kind>(e, pull, mask);
    };
    const Pair poles = step(i, i + 1, {load(row, i), load(row, i + 1)});
    pole(i, poles.first);
    pole(i + 1, poles.second);
    for (int j = 0; j < m_; ++j) {
      const Real x = load(row, n_ + j);
      const Real second = kind == rotations ? broadcast(0.0) : kind == reals ? x : where(mask > broadcast(0.0), broadcast(0.0), x);
      const std::int64_t index = n_ + static_cast<std::int64_t>(i) * m_ + j;
      const Pair weights = step(index, index + m_, {x, second});
      input(index, weights.first);
      input(index + m_, weights.second);
    }
  }

  const NetworkShape network_;
  const int n_;
  const int m_;
  const bool exp_exp_;
};

static_assert(TracedModel<RealDiagonalModel>);

}  // namespace polesweep::POLESWEEP_KERNELS
