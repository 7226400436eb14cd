#include "core/learners/recurrent/dense_rtrl.hpp"
#include "core/learners/recurrent/gradient_rule.hpp"
#include "core/learners/recurrent/local_rule.hpp"
#include "core/learners/recurrent/spread.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// SnAp-n of a network whose zeros stay: RTRL with the influence of a unit's weights kept on the states that the unit reaches in n - 1
/// steps,
///   P <- M o (J P + D v^T),  M[k, i] = [(I + |J|)^(n-1)]_ki != 0,
/// by the pattern of the weights, which the first sample is asked for.
///
/// Keeps: P, n^2 p reals of which those outside of M are zero (complex: 4 n^2 p), and M. Cost per sample: 2 p c + (2 p + 2 n) |M| + 4 n^2
/// operations (complex: 16 p c + 8 p |M|) with c = sum_i sum_k |row_k and column_i of M| over the k in column i: of the run's own pattern,
/// the expectation of c and |M| over random patterns of the setting's density. Runs side by side that have patterns of their own go
/// through what any of them keeps, and take the time of that. Reference: Menick et al. 2021 (arXiv 2006.07232).
template <class Number>
class SparseInfluence final : public DenseInfluence<Number> {
 public:
  using Base = DenseInfluence<Number>;

  SparseInfluence(const DenseModel<Number>& model, std::int64_t order, double density)
      : Base(model),
        steps_(order - 1 < this->n_ ? static_cast<int>(order - 1) : this->n_),
        per_row_(static_cast<int>(density * this->n_ + 0.5)) {}

  std::size_t state_size() const override {
    return lanes + 3 * pattern_size() + this->influence_size() + this->matrix_size() + this->panel_size();
  }
  void start(double* state) const override { std::memset(state + lanes + 3 * pattern_size(), 0, this->influence_size() * sizeof(double)); }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    double* links = state + lanes;
    double* reached = links + pattern_size();
    double* influence = reached + 2 * pattern_size();
    double* jacobian = influence + this->influence_size();
    double* old = jacobian + this->matrix_size();
    if (state[0] == 0) find_patterns(state, view.mask);
    this->fill_jacobian(view.theta, view.row, jacobian);
    for (int i = 0; i < this->n_; ++i) {
      double* panel = influence + i * this->panel_size();
      double* out = gradient + static_cast<std::size_t>(i) * this->panel_columns_ * lanes;
      for (int k = 0; k < this->n_; ++k)
        if (any(load(reached, at(k, i)) > broadcast(0.0)))
          std::memcpy(old + k * rows_size(), panel + k * rows_size(), rows_size() * sizeof(double));
      if (!add) std::memset(out, 0, static_cast<std::size_t>(this->panel_columns_) * lanes * sizeof(double));
      for (int k = 0; k < this->n_; ++k) {
        const Real kept = load(reached, at(k, i));
        if (!any(kept > broadcast(0.0))) continue;
        for (int r = 0; r < this->parts; ++r) {
          const std::int64_t row = static_cast<std::int64_t>(k) * this->parts + r;
          carry_row({jacobian, links, reached, old}, i, row, kept, panel);
          if (k == i) inject(view.row, i, r, panel);
          const Real pull = load(view.pull, row);
          for (std::int64_t c = 0; c < this->panel_columns_; ++c)
            store(out, c,
                  where(kept > broadcast(0.0), fused(pull, load(panel, row * this->panel_columns_ + c), load(out, c)), load(out, c)));
        }
      }
    }
  }

  double operations() const override {
    constexpr bool real = slots<Number> == 1;
    const Spread spread(this->n_, per_row_, steps_);
    const double n = this->n_;
    const double panel_row = 2.0 * this->panel_columns_;
    // For every state that a unit reaches: the states before it are looked at, then its rows are carried along the links, and pulled.
    const double unit = this->parts * (spread.reached() * (2 * n + panel_row) + spread.links() * this->parts * panel_row);
    const double jacobian = (real ? 4 : 30) * n * n;
    const double fresh = (real ? 2 : 28) * n * this->model_.columns();
    return n * unit + jacobian + fresh;
  }

 private:
  std::size_t pattern_size() const { return static_cast<std::size_t>(this->n_) * this->n_ * lanes; }
  std::size_t rows_size() const { return static_cast<std::size_t>(this->parts) * this->panel_columns_ * lanes; }  // of one state
  std::int64_t at(int row, int column) const { return static_cast<std::int64_t>(row) * this->n_ + column; }

  /// Ones and zeros [n][n]: links, I + |J|; reached, its power; and a place for the next.
  void find_patterns(double* state, const double* mask) const {
    double* links = state + lanes;
    double* reached = links + pattern_size();
    double* next = reached + pattern_size();
    const Real one = broadcast(1.0);
    for (int k = 0; k < this->n_; ++k)
      for (int i = 0; i < this->n_; ++i) {
        store(links, at(k, i), k == i ? one : load(mask, static_cast<std::int64_t>(k) * this->model_.columns() + i));
        store(reached, at(k, i), k == i ? one : broadcast(0.0));
      }
    for (int step = 0; step < steps_; ++step) {
      for (int k = 0; k < this->n_; ++k)
        for (int i = 0; i < this->n_; ++i) {
          Real found = broadcast(0.0);
          for (int l = 0; l < this->n_; ++l) found = where(load(links, at(k, l)) * load(reached, at(l, i)) > broadcast(0.0), one, found);
          store(next, at(k, i), found);
        }
      std::memcpy(reached, next, pattern_size() * sizeof(double));
    }
    store(state, 0, one);
  }

  struct Carried {
    const double* jacobian;  ///< [N][N]
    const double* links;     ///< [n][n]
    const double* reached;   ///< [n][n]
    const double* old;       ///< the unit's panel before the step
  };
  /// One row of a unit's panel: that of J P where the run keeps it, else zero. A run skips what its own pattern leaves out, whatever its
  /// neighbours' have.
  void carry_row(const Carried& carried, int unit, std::int64_t row, Real kept, double* panel) const {
    const Real nothing = broadcast(0.0);
    const int k = static_cast<int>(row / this->parts);
    for (std::int64_t c = 0; c < this->panel_columns_; ++c) store(panel, row * this->panel_columns_ + c, nothing);
    for (int l = 0; l < this->n_; ++l) {
      const Real both = kept * load(carried.links, at(k, l)) * load(carried.reached, at(l, unit));
      if (!any(both > nothing)) continue;
      for (int s = 0; s < this->parts; ++s) {
        const std::int64_t from = static_cast<std::int64_t>(l) * this->parts + s;
        const Real entry = load(carried.jacobian, row * this->height_ + from);
        for (std::int64_t c = 0; c < this->panel_columns_; ++c) {
          const std::int64_t place = row * this->panel_columns_ + c;
          const Real sum = load(panel, place);
          store(panel, place, where(both > nothing, fused(entry, load(carried.old, from * this->panel_columns_ + c), sum), sum));
        }
      }
    }
  }

  /// Part r of a unit's own D v^T.
  void inject(const double* row, int unit, int r, double* panel) const {
    for (int j = 0; j < this->model_.columns(); ++j)
      for (int part = 0; part < this->parts; ++part) {
        const Number fresh = this->model_.gated(row, unit, DenseModel<Number>::by_part(load_number<Number>(row, j), part));
        const std::int64_t place = static_cast<std::int64_t>(unit * this->parts + r) * this->panel_columns_ + j * this->parts + part;
        store(panel, place, load(panel, place) + this->component(fresh, r));
      }
  }

  const int steps_;
  const int per_row_;  ///< recurrent weights of a unit
};

/// n = 1 is SnAp-1, and where all weights are trained n = 2 reaches every state.
struct Snap : LocalRule {
  explicit Snap(Fields& fields) : LocalRule(fields, TraceFactor::own_jacobian) {
    order = fields.integer({.name = "order",
                            .help = "n: steps in which a weight's influence spreads, that of the weight itself included",
                            .range = at_least_one});
  }

  template <class Number>
  GradientEstimator* estimator(const DenseModel<Number>& model, const TrainerRequest& request) const {
    if (order == 1) return new DenseTraces<Number>(model, *this, request);
    if (!request.network.keeps_zeros) return new TextbookRtrl<Number>(model);
    return new SparseInfluence<Number>(model, order, request.density);
  }
  template <class Model>
  GradientEstimator* estimator(const Model& model, const TrainerRequest& request) const {
    return new DiagonalTraces<Model>(model, *this, request);
  }

  std::int64_t order;
};

}  // namespace

RecurrentRule* read_snap(Fields& fields) { return new GradientRuleOf<Snap>(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
