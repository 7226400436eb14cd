#pragma once

#include "core/learners/recurrent/dense_model.hpp"
#include "core/learners/recurrent/estimator.hpp"
#include "core/learners/recurrent/influence.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// What both forms of dense RTRL share: the influence matrix P = dstate/dTheta as one panel [N x p s] for each unit i, the derivatives by
/// the weights that lead to it, N = n s with s real parts of a number (1 or 2); and the step's Jacobian as a real matrix [N x N].
template <class NumberType>
class DenseInfluence : public GradientEstimator {
 public:
  using Number = NumberType;

  explicit DenseInfluence(const DenseModel<Number>& model)
      : model_(model), n_(model.states()), height_(model.states() * parts), panel_columns_(model.columns() * parts) {}

 protected:
  static constexpr int parts = slots<Number>;

  std::size_t panel_size() const { return static_cast<std::size_t>(height_) * panel_columns_ * lanes; }
  std::size_t influence_size() const { return static_cast<std::size_t>(n_) * panel_size(); }
  std::size_t matrix_size() const { return static_cast<std::size_t>(height_) * height_ * lanes; }
  std::size_t copy_size(int depth) const { return static_cast<std::size_t>(height_ + depth) * most_tile_columns * lanes; }

  static POLESWEEP_INLINE Real component(Real number, int) { return number; }
  static POLESWEEP_INLINE Real component(Complex number, int part) { return part == 0 ? number.re : number.im; }

  void fill_jacobian(const double* theta, const double* row, double* jacobian) const {
    const NetworkShape& network = model_.network();
    const Real kept = broadcast(1.0 - network.leak);
    for (int i = 0; i < n_; ++i)
      for (int k = 0; k < n_; ++k) {
        const Number w = load_number<Number>(theta, static_cast<std::int64_t>(i) * model_.columns() + k);
        for (int part = 0; part < parts; ++part) {
          Number column = DenseModel<Number>::unit_vector(part);
          if (network.leak_on_voltage) column = apply(load_slope<Number>(model_.slopes_of(row), k), column);
          column = model_.gated(row, i, multiply_add(w, column, zero<Number>()));
          for (int r = 0; r < parts; ++r) {
            Real entry = component(column, r);
            if (i == k && r == part) entry = entry + kept;
            store(jacobian, static_cast<std::int64_t>(i * parts + r) * height_ + k * parts + part, entry);
          }
        }
      }
  }

  const DenseModel<Number>& model_;
  const int n_;
  const int height_;
  const int panel_columns_;
};

/// RTRL as in the textbook: P <- J P + D v^T at every sample, gradient = q^T P.
///
/// Keeps: P, n^2 p reals (complex: 4 n^2 p). Cost per sample: 2 n^3 p + 2 n^2 p operations (complex: 8 times).
/// Reference: Williams and Zipser 1989; Robinson and Fallside 1987.
template <class Number>
class TextbookRtrl final : public DenseInfluence<Number> {
 public:
  using Base = DenseInfluence<Number>;
  using Base::Base;

  std::size_t state_size() const override { return this->influence_size() + this->matrix_size() + this->copy_size(0); }
  void start(double* state) const override { std::memset(state, 0, this->influence_size() * sizeof(double)); }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    double* jacobian = state + this->influence_size();
    double* copy = jacobian + this->matrix_size();
    this->fill_jacobian(view.theta, view.row, jacobian);
    const PanelProduct product{.left = jacobian, .height = this->height_};
    for (int i = 0; i < this->n_; ++i) {
      double* panel = state + i * this->panel_size();
      multiply_panel(product, panel, nullptr, this->panel_columns_, copy);
      inject(view.row, i, panel);
      project_panel(view.pull, this->height_, panel, this->panel_columns_,
                    gradient + static_cast<std::size_t>(i) * this->panel_columns_ * lanes, add);
    }
  }

  double operations() const override {
    const double n = this->height_;
    return 2 * n * n * this->n_ * this->panel_columns_ + 2 * n * this->n_ * this->panel_columns_;
  }

 private:
  void inject(const double* row, int unit, double* panel) const {
    for (int j = 0; j < this->model_.columns(); ++j)
      for (int part = 0; part < this->parts; ++part) {
        const Number fresh = this->model_.gated(row, unit, DenseModel<Number>::by_part(load_number<Number>(row, j), part));
        for (int r = 0; r < this->parts; ++r) {
          const std::int64_t at = static_cast<std::int64_t>(unit * this->parts + r) * this->panel_columns_ + j * this->parts + part;
          store(panel, at, load(panel, at) + this->component(fresh, r));
        }
      }
  }
};

/// RTRL that carries P from update to update only: within a block of H samples the errors go back through the block (c), the product C of
/// its Jacobians and the block's own influence grow, and at its end
///   gradient += c^T P,  P <- C P + sum_t (C_t D_t) v_t^T,
/// the same gradient as the textbook's summed over the block, to rounding.
///
/// Keeps: P, and of the block its records and C_t D_t, n^2 H reals. Cost per sample: 2 n^3 + 2 n^2 p + 2 n^3 p/H + 4 n^2 operations.
/// Reference: Schmidhuber 1992 (Neural Computation 4:243).
template <class Number>
class BlockedRtrl final : public DenseInfluence<Number> {
 public:
  using Base = DenseInfluence<Number>;

  BlockedRtrl(const DenseModel<Number>& model, int every) : Base(model), every_(every) {}

  std::size_t state_size() const override {
    return this->influence_size() + 2 * this->matrix_size() + this->copy_size(depth(every_)) + extra_size() * this->n_ + below_size() +
           lanes + every_ * (this->model_.row_size() + vector_size()) + (2 + tile_steps) * vector_size();
  }
  void start(double* state) const override {
    std::memset(state, 0, this->influence_size() * sizeof(double));
    store(counter(state), 0, broadcast(0.0));
  }
  double* row(double* state, double*) const override { return record(state, held(state)); }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    const int t = held(state);
    double* own = record(state, t);
    if (view.row != own) std::memcpy(own, view.row, this->model_.row_size() * sizeof(double));
    std::memcpy(pull(state, t), view.pull, vector_size() * sizeof(double));
    store(counter(state), 0, load(counter(state), 0) + broadcast(1.0));
    if (held(state) == every_) propagate(state, view.theta, view.work, gradient, add);
  }

  void finish(double* state, const double* theta, const double* work, double* gradient) const override {
    if (held(state) > 0) propagate(state, theta, work, gradient, true);
  }

  double operations() const override {
    const double n = this->height_;
    const double columns = static_cast<double>(this->n_) * this->panel_columns_;
    return 2 * n * n * n + 2 * slots<Number> * n * columns + 2 * n * n * columns / every_ + 10 * n * n;
  }

 private:
  static constexpr int tile_steps = 16;

  static constexpr int depth(int samples) { return samples * slots<Number>; }
  std::size_t vector_size() const { return static_cast<std::size_t>(this->height_) * lanes; }
  std::size_t extra_size() const { return static_cast<std::size_t>(this->height_) * depth(every_) * lanes; }  // of one unit
  std::size_t below_size() const { return static_cast<std::size_t>(depth(every_)) * this->panel_columns_ * lanes; }

  double* matrices(double* state) const { return state + this->influence_size(); }
  double* copy(double* state) const { return matrices(state) + 2 * this->matrix_size(); }
  double* extra(double* state) const { return copy(state) + this->copy_size(depth(every_)); }
  double* below(double* state) const { return extra(state) + extra_size() * this->n_; }
  double* counter(double* state) const { return below(state) + below_size(); }
  int held(double* state) const { return static_cast<int>(counter(state)[0]); }
  double* record(double* state, int t) const { return counter(state) + lanes + t * this->model_.row_size(); }
  double* pull(double* state, int t) const { return record(state, every_) + t * vector_size(); }
  double* vectors(double* state) const { return pull(state, every_); }

  void propagate(double* state, const double* theta, const double* work, double* gradient, bool add) const {
    const int samples = held(state);
    double* product = matrices(state);
    double* jacobian = product + this->matrix_size();
    double* c = vectors(state);
    double* previous = c + vector_size();
    double* z = previous + vector_size();
    const double* rows[tile_steps];
    int waiting = 0;
    set_identity(product);
    std::memset(c, 0, vector_size() * sizeof(double));
    for (int back = 0; back < samples; ++back) {
      const int t = samples - 1 - back;
      const double* row = record(state, t);
      for (int i = 0; i < this->n_; ++i) store_number(c, i, plus(load_number<Number>(c, i), load_number<Number>(pull(state, t), i)));
      double* zt = z + waiting * vector_size();
      this->model_.gate(row, c, zt);
      rows[waiting++] = row;
      keep_immediate(state, product, row, back);
      this->model_.pull_back(theta, work, row, zt, c, previous);
      double* swap = c;
      c = previous;
      previous = swap;
      this->fill_jacobian(theta, row, jacobian);
      multiply_panel({.left = product, .height = this->height_}, jacobian, nullptr, this->height_, copy(state));
      swap = product;
      product = jacobian;
      jacobian = swap;
      if (waiting < tile_steps && back + 1 < samples) continue;
      this->model_.accumulate(work, rows, z, waiting, gradient, add);
      add = true;
      waiting = 0;
    }
    for (int i = 0; i < this->n_; ++i) {
      double* panel = state + i * this->panel_size();
      project_panel(c, this->height_, panel, this->panel_columns_, gradient + static_cast<std::size_t>(i) * this->panel_columns_ * lanes,
                    true);
      multiply_panel({.left = product, .height = this->height_, .extra = extra(state) + i * extra_size(), .depth = depth(samples)}, panel,
                     below(state), this->panel_columns_, copy(state));
    }
    store(counter(state), 0, broadcast(0.0));
  }

  void set_identity(double* matrix) const {
    std::memset(matrix, 0, this->matrix_size() * sizeof(double));
    for (int i = 0; i < this->height_; ++i) store(matrix, static_cast<std::int64_t>(i) * this->height_ + i, broadcast(1.0));
  }

  /// The sample's own influence: C_t D_t into `extra` of every unit, one column for each part, and v_t, by parts, into `below`.
  void keep_immediate(double* state, const double* product, const double* row, int back) const {
    double* rows = below(state) + static_cast<std::size_t>(depth(back)) * this->panel_columns_ * lanes;
    for (int j = 0; j < this->model_.columns(); ++j)
      for (int part = 0; part < this->parts; ++part)
        for (int r = 0; r < this->parts; ++r)
          store(rows, static_cast<std::int64_t>(r) * this->panel_columns_ + j * this->parts + part,
                this->component(DenseModel<Number>::by_part(load_number<Number>(row, j), part), r));
    for (int i = 0; i < this->n_; ++i) {
      double* out = extra(state) + i * extra_size() + static_cast<std::size_t>(depth(back)) * this->height_ * lanes;
      for (int r = 0; r < this->parts; ++r) {
        const Number gate = this->model_.gated(row, i, DenseModel<Number>::unit_vector(r));
        for (int k = 0; k < this->height_; ++k) {
          Real sum = load(product, static_cast<std::int64_t>(k) * this->height_ + i * this->parts) * this->component(gate, 0);
          if constexpr (slots<Number> == 2)
            sum = fused(load(product, static_cast<std::int64_t>(k) * this->height_ + i * 2 + 1), this->component(gate, 1), sum);
          store(out, static_cast<std::int64_t>(r) * this->height_ + k, sum);
        }
      }
    }
  }

  const int every_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
