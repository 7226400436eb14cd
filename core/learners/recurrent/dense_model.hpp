#pragma once

#include "core/block/forward.hpp"
#include "core/learners/recurrent/trained_model.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A dense network with trained weights: parameters Theta = [W U b], rows of p = n + m + 1 numbers, as the forward pass reads them.
///
/// The record of a step is v = [h of the step before; x; 1], one slope for each unit, and the voltages of the step before where they leak.
/// Where the activity leaks, the slope is D = leak f'(a), and the Jacobian (1 - leak) I + D W; where the voltage leaks, it is f'(u) of the
/// step before, D = leak I, and the Jacobian (1 - leak) I + leak W diag f'(u).
template <class NumberType>
class DenseModel {
 public:
  using Number = NumberType;
  static constexpr int width = slots<Number> * lanes;
  static constexpr bool sums_outer_products = true;  ///< the gradient of a window is one sum, known at its end

  DenseModel(const NetworkShape& network, bool train_bias)
      : network_(network), n_(network.states), columns_(network.states + network.inputs + 1), train_bias_(train_bias) {}

  /// The derivative of w by its real part, 1, or by its imaginary part, i.
  static POLESWEEP_INLINE Number unit_vector(int part) {
    if constexpr (slots<Number> == 1)
      return broadcast(1.0);
    else
      return part == 0 ? Complex{broadcast(1.0), broadcast(0.0)} : Complex{broadcast(0.0), broadcast(1.0)};
  }
  /// The derivative of w v by the real or the imaginary part of w: v, or i v.
  static POLESWEEP_INLINE Real by_part(Real v, int) { return v; }
  static POLESWEEP_INLINE Complex by_part(Complex v, int part) { return part == 0 ? v : Complex{-v.im, v.re}; }

  const NetworkShape& network() const { return network_; }
  int states() const { return n_; }
  int columns() const { return columns_; }
  int trained_columns() const { return columns_ - (train_bias_ ? 0 : 1); }
  std::int64_t parameters() const { return static_cast<std::int64_t>(n_) * columns_; }
  ParameterBlock poles_block() const { return {ParameterGroup::poles, 0, n_, n_, columns_}; }
  ParameterBlock inputs_block() const { return {ParameterGroup::inputs, n_, n_, network_.inputs + (train_bias_ ? 1 : 0), columns_}; }
  double forward_operations() const { return (slots<Number> == 1 ? 2.0 : 8.0) * n_ * columns_; }
  std::size_t work_size() const { return 0; }
  void regroup(double*) const {}
  std::size_t weight_size() const { return static_cast<std::size_t>(parameters()) * width; }
  std::size_t carry_size() const {
    const std::size_t activities = static_cast<std::size_t>(n_) * width;
    return network_.leak_on_voltage ? 2 * activities + slopes_size() : activities;
  }
  std::size_t row_size() const { return static_cast<std::size_t>(columns_ + (network_.leak_on_voltage ? n_ : 0)) * width + slopes_size(); }

  void read_weights(const double* initial, double* theta, double*) const { std::memcpy(theta, initial, weight_size() * sizeof(double)); }
  void realise(double*, double*) const {}
  void write_weights(const double* theta, const double*, double* out) const { std::memcpy(out, theta, weight_size() * sizeof(double)); }
  void to_coordinates(const double*, const double*, double*) const {}

  void start(double* carry) const {
    std::memset(carry, 0, carry_size() * sizeof(double));
    if (!network_.leak_on_voltage) return;
    const Number zero_voltage = zero<Number>();
    const Number h = activate(network_, zero_voltage);
    for (int i = 0; i < n_; ++i) {
      store_number(activities(carry), i, h);
      store_slope(slopes_of_carry(carry), i, slope(network_, zero_voltage, h));
    }
  }
  const double* activities(const double* carry) const {
    return network_.leak_on_voltage ? carry + static_cast<std::size_t>(n_) * width : carry;
  }

  void forward(const double* theta, const double*, double* carry, const double* x, double* row) const {
    double* h = activities(carry);
    std::memcpy(row, h, sizeof(double) * static_cast<std::size_t>(n_) * width);
    std::memcpy(row + static_cast<std::size_t>(n_) * width, x, sizeof(double) * static_cast<std::size_t>(network_.inputs) * width);
    store_number(row, columns_ - 1, one());
    double* slopes = slopes_of(row);
    const DenseWeights weights{network_, theta};
    if (network_.leak_on_voltage) {
      double* next = slopes_of_carry(carry);
      std::memcpy(slopes, next, slopes_size() * sizeof(double));
      std::memcpy(slopes + slopes_size(), carry, sizeof(double) * static_cast<std::size_t>(n_) * width);
      dense_drives<Number>(weights, row, row + static_cast<std::size_t>(n_) * width,
                           [&]<int count>(int k, const Number(&a)[count]) POLESWEEP_INLINED {
                             Number u[count], f[count];
                             for (int r = 0; r < count; ++r) u[r] = leaky(network_, a[r], load_number<Number>(carry, k + r));
                             activate_all(network_, u, f);
                             for (int r = 0; r < count; ++r) {
                               store_number(carry, k + r, u[r]);
                               store_number(h, k + r, f[r]);
                               store_slope(next, k + r, slope(network_, u[r], f[r]));
                             }
                           });
    } else {
      const Real leak = broadcast(network_.leak);
      dense_drives<Number>(weights, row, row + static_cast<std::size_t>(n_) * width,
                           [&]<int count>(int k, const Number(&a)[count]) POLESWEEP_INLINED {
                             Number f[count];
                             activate_all(network_, a, f);
                             for (int r = 0; r < count; ++r) {
                               store_slope(slopes, k + r, scale(slope(network_, a[r], f[r]), leak));
                               store_number(h, k + r, leaky(network_, f[r], load_number<Number>(row, k + r)));
                             }
                           });
    }
  }

  /// Whether a step can be told from the states before and after it: nothing leaks, and slopes follow from activities.
  bool states_tell_all() const { return network_.leak == 1 && !network_.leak_on_voltage && network_.activation != Activation::modrelu; }
  /// Such steps one after the other with the same weights: their [h of the step before; x; 1] to rows [steps][columns], the last h behind.
  void record(const double* theta, double* carry, const double* x, int steps, double* rows) const {
    const std::size_t row = static_cast<std::size_t>(columns_) * width;
    const std::size_t inputs = static_cast<std::size_t>(network_.inputs) * width;
    std::memcpy(rows, carry, sizeof(double) * static_cast<std::size_t>(n_) * width);
    for (int t = 0; t < steps; ++t) {
      std::memcpy(rows + t * row + static_cast<std::size_t>(n_) * width, x + t * inputs, inputs * sizeof(double));
      store_number(rows + t * row, columns_ - 1, one());
    }
    dense_forward<Number>({network_, theta}, {.steps = steps, .inputs = x, .states = rows + row, .stride = columns_, .state = carry});
  }
  /// D of such a step, from h after it [states]; of complex networks, whose parts keep apart, that of the real and of the imaginary part.
  void slopes_from_activities(const double* h, double* slopes) const {
    const auto fill = [&](Activation activation) POLESWEEP_INLINED {
      NetworkShape shape = network_;
      shape.activation = activation;  // known here, so that the loop has no branches
      for (int i = 0; i < n_ * slots<Number>; ++i) store(slopes, i, slope(shape, load(h, i), load(h, i)).value);
    };
    if (network_.activation == Activation::tanh)
      fill(Activation::tanh);
    else
      fill(network_.activation);
  }
  /// z = D c with such a D.
  static POLESWEEP_INLINE Real gated_by(Real slope, Real c) { return apply(Slope<Real>{slope}, c); }
  static POLESWEEP_INLINE Complex gated_by(Complex slope, Complex c) {
    return apply(Slope<Complex>{slope.re, broadcast(0.0), slope.im}, c);
  }

  /// The state before a recorded step, and its inputs.
  void restore(const double* row, double* carry) const {
    const std::size_t bytes = sizeof(double) * static_cast<std::size_t>(n_) * width;
    std::memcpy(activities(carry), row, bytes);
    if (!network_.leak_on_voltage) return;
    std::memcpy(carry, slopes_of(row) + slopes_size(), bytes);
    std::memcpy(slopes_of_carry(carry), slopes_of(row), slopes_size() * sizeof(double));
  }
  const double* inputs_of(const double* row) const { return row + static_cast<std::size_t>(n_) * width; }

  /// From dL/dh of this step to dL/dstate: where the voltage leaks, the state is u.
  void to_state(const double* carry, double* pull) const {
    if (!network_.leak_on_voltage) return;
    for (int i = 0; i < n_; ++i) store_number(pull, i, apply(load_slope<Number>(slopes_of_carry(carry), i), load_number<Number>(pull, i)));
  }

  /// From du of a unit to dh, where the voltage leaks: f'(u) after the step.
  POLESWEEP_INLINE Number to_activity(const double* carry, int unit, Number c) const {
    return apply(load_slope<Number>(slopes_of_carry(carry), unit), c);
  }

  /// z = D c: from dL/dstate to the derivative by the units' drives.
  void gate(const double* row, const double* c, double* z) const {
    for (int i = 0; i < n_; ++i) store_number(z, i, gated(row, i, load_number<Number>(c, i)));
  }
  POLESWEEP_INLINE Number gated(const double* row, int unit, Number c) const {
    return network_.leak_on_voltage ? scale(c, broadcast(network_.leak)) : apply(load_slope<Number>(slopes_of(row), unit), c);
  }

  /// next = J c of a change c of the state before the step; `sloped` [states] is written as well if the voltage leaks.
  void push_forward(const double* theta, const double* row, const double* c, double* next, double* sloped) const {
    const double* seen = c;
    if (network_.leak_on_voltage) {
      for (int i = 0; i < n_; ++i) store_number(sloped, i, apply(load_slope<Number>(slopes_of(row), i), load_number<Number>(c, i)));
      seen = sloped;
    }
    const Real kept = broadcast(1.0 - network_.leak);
    for (int i = 0; i < n_; ++i) {
      const Number drive = dot<Number>(theta + static_cast<std::size_t>(i) * columns_ * width, seen, n_);
      store_number(next, i, multiply_add(load_number<Number>(c, i), kept, gated(row, i, drive)));
    }
  }

  /// previous = J^H c, with z = D c.
  void pull_back(const double* theta, const double*, const double* row, const double* z, const double* c, double* previous) const {
    constexpr int tile = registers / 2 / slots<Number>;
    int j = 0;
    for (; j + tile <= n_; j += tile) pull_back_columns<tile>(theta, row, z, c, previous, j);
    for (; j + tile / 2 <= n_; j += tile / 2) pull_back_columns<tile / 2>(theta, row, z, c, previous, j);
    for (; j < n_; ++j) pull_back_columns<1>(theta, row, z, c, previous, j);
  }

  /// gradient (+)= sum_s z_s v_s^H over `count` steps, in order.
  void accumulate(const double*, const double* const* rows, const double* z, int count, double* gradient, bool add) const {
    for_each_tile([&]<int a, int b>(int i, int j) POLESWEEP_INLINED {
      Number sum[a][b];
      for (int r = 0; r < a; ++r)
        for (int s = 0; s < b; ++s) sum[r][s] = add ? load_number<Number>(gradient, at(i + r, j + s)) : zero<Number>();
      add_outer_products<a, b>(sum, rows, z, count, i, j);
      for (int r = 0; r < a; ++r)
        for (int s = 0; s < b; ++s) store_number(gradient, at(i + r, j + s), sum[r][s]);
    });
  }

  /// Theta -= step size x the same sum.
  void accumulate_and_descend(const double* const* rows, const double* z, int count, const Descent& descent) const {
    const int trained = trained_columns();
    for_each_tile([&]<int a, int b>(int i, int j) POLESWEEP_INLINED {
      Number sum[a][b];
      for (int r = 0; r < a; ++r)
        for (int s = 0; s < b; ++s) sum[r][s] = zero<Number>();
      add_outer_products<a, b>(sum, rows, z, count, i, j);
      for (int s = 0; s < b && j + s < trained; ++s) {
        const Real rate = j + s < n_ ? descent.poles : descent.inputs;
        for (int r = 0; r < a; ++r) {
          const std::int64_t index = at(i + r, j + s);
          store_number(descent.theta, index, multiply_add(sum[r][s], -rate, load_number<Number>(descent.theta, index)));
        }
      }
    });
  }

  double* activities(double* carry) const { return network_.leak_on_voltage ? carry + static_cast<std::size_t>(n_) * width : carry; }
  const double* slopes_of(const double* row) const { return row + static_cast<std::size_t>(columns_) * width; }

 private:
  static POLESWEEP_INLINE Number one() {
    Number number = zero<Number>();
    if constexpr (slots<Number> == 1)
      number = broadcast(1.0);
    else
      number.re = broadcast(1.0);
    return number;
  }
  std::size_t slopes_size() const { return static_cast<std::size_t>(n_) * slope_slots<Number> * lanes; }
  double* slopes_of(double* row) const { return row + static_cast<std::size_t>(columns_) * width; }
  double* slopes_of_carry(double* carry) const { return carry + 2 * static_cast<std::size_t>(n_) * width; }
  const double* slopes_of_carry(const double* carry) const { return carry + 2 * static_cast<std::size_t>(n_) * width; }

  template <int tile>
  POLESWEEP_INLINE void pull_back_columns(const double* theta, const double* row, const double* z, const double* c, double* previous,
                                          int first) const {
    Number sum[tile];
    for (int r = 0; r < tile; ++r) sum[r] = zero<Number>();
    for (int k = 0; k < n_; ++k) {
      const Number zk = load_number<Number>(z, k);
#pragma GCC unroll 16
      for (int r = 0; r < tile; ++r)
        sum[r] = multiply_add(conjugate(load_number<Number>(theta, static_cast<std::int64_t>(k) * columns_ + first + r)), zk, sum[r]);
    }
    const bool keeps = network_.leak != 1;
    const Real kept = broadcast(1.0) - broadcast(network_.leak);
#pragma GCC unroll 16
    for (int r = 0; r < tile; ++r) {
      if (network_.leak_on_voltage) sum[r] = apply(load_slope<Number>(slopes_of(row), first + r), sum[r]);
      if (keeps) sum[r] = multiply_add(load_number<Number>(c, first + r), kept, sum[r]);
      store_number(previous, first + r, sum[r]);
    }
  }

  std::int64_t at(int i, int j) const { return static_cast<std::int64_t>(i) * columns_ + j; }

  /// Calls `tile<rows, columns>(i, j)` for every tile of Theta.
  template <class Tile>
  POLESWEEP_INLINE void for_each_tile(const Tile& tile) const {
    // 16 sums, or 8 where there are 16 registers.
    constexpr int tile_rows = slots<Number> == 1 ? 4 : 2;
    constexpr int tile_columns = slots<Number> == 1 && registers == 32 ? 4 : 2;
    const auto columns_of = [&]<int a>(int i) POLESWEEP_INLINED {
      int j = 0;
      for (; j + tile_columns <= columns_; j += tile_columns) tile.template operator()<a, tile_columns>(i, j);
      if constexpr (tile_columns > 2)  // inputs and bias are two columns more often than not
        for (; j + 2 <= columns_; j += 2) tile.template operator()<a, 2>(i, j);
      for (; j < columns_; ++j) tile.template operator()<a, 1>(i, j);
    };
    int i = 0;
    for (; i + tile_rows <= n_; i += tile_rows) columns_of.template operator()<tile_rows>(i);
    for (; i < n_; ++i) columns_of.template operator()<1>(i);
  }

  template <int a, int b>
  POLESWEEP_INLINE void add_outer_products(Number (&sum)[a][b], const double* const* rows, const double* z, int count, int i, int j) const {
    for (int t = 0; t < count; ++t) {
      const double* zt = z + static_cast<std::size_t>(t) * n_ * width;
      Number v[b];
#pragma GCC unroll 4
      for (int s = 0; s < b; ++s) v[s] = conjugate(load_number<Number>(rows[t], j + s));
#pragma GCC unroll 4
      for (int r = 0; r < a; ++r) {
        const Number zr = load_number<Number>(zt, i + r);
#pragma GCC unroll 4
        for (int s = 0; s < b; ++s) sum[r][s] = multiply_add(zr, v[s], sum[r][s]);
      }
    }
  }

  const NetworkShape network_;
  const int n_;
  const int columns_;
  const bool train_bias_;
};

static_assert(TrainedModel<DenseModel<Real>> && TrainedModel<DenseModel<Complex>>);

}  // namespace polesweep::POLESWEEP_KERNELS
