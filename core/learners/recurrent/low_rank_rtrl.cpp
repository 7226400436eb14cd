#include "core/block/symmetric_eigenvectors.hpp"
#include "core/learners/recurrent/dense_rtrl.hpp"
#include "core/learners/recurrent/fields.hpp"
#include "core/learners/recurrent/gradient_rule.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// RTRL with the influence matrix cut to its r greatest singular values after every step:
///   P = U R,  P <- top r of (J P + D v^T),  gradient = (q^T U) R,
/// U [N x r] orthonormal, R [r x n p s], with N = n s states and weights of s real parts (1 or 2). The left singular vectors are the
/// eigenvectors of (J P + D v^T)(J P + D v^T)^T [N x N], which is put together from U, R, the singular values and the step's D and v;
/// singular values below 1e-8 of the greatest are cut in any order. Weights that are not trained have no columns. With r >= N nothing is
/// cut.
///
/// Keeps: U and R, n r + r n p numbers (complex: 2 n r + 2 r n p reals). Cost per sample: 2 r^2 n p + 6 r n p + 2 N^3 + 6 N^2 r +
/// 14 N r^2 + 300 N r operations, of which the last four are for the eigenvectors.
template <class Number>
class LowRankRtrl final : public DenseInfluence<Number> {
 public:
  using Base = DenseInfluence<Number>;

  LowRankRtrl(const DenseModel<Number>& model, std::int64_t rank)
      : Base(model), rank_(rank < this->height_ ? static_cast<int>(rank) : this->height_), eigenvectors_(this->height_, rank_) {}

  std::size_t state_size() const override {
    return kept_size() + tall_size() + 2 * this->matrix_size() + eigenvectors_.scratch_size() + square_size() + 2 * tall_size() +
           rows_size() + extra_size() + copy_columns() + rank_size();
  }
  void start(double* state) const override { std::memset(state, 0, kept_size() * sizeof(double)); }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    const Parts at(*this, state);
    this->fill_jacobian(view.theta, view.row, at.jacobian);
    multiply(at.jacobian, this->height_, this->height_, at.u, rank_, at.carried);
    fill_gram(view, at);
    eigenvectors_.find(at.gram, at.squares, at.vectors, at.scratch);
    for (int k = 0; k < this->height_; ++k)
      for (int a = 0; a < rank_; ++a) store(at.u, tall(k, a), load(at.vectors, static_cast<std::int64_t>(a) * this->height_ + k));
    turn_rows(view, at);
    for (int a = 0; a < rank_; ++a) {
      Real sum = broadcast(0.0);
      for (int k = 0; k < this->height_; ++k) sum = fused(load(view.pull, k), load(at.u, tall(k, a)), sum);
      store(at.pulled, a, sum);
    }
    for (int i = 0; i < this->n_; ++i)
      project_panel(at.pulled, rank_, panel(at, i), this->panel_columns_,
                    gradient + static_cast<std::size_t>(i) * this->panel_columns_ * lanes, add);
  }

  double operations() const override {
    const double n = this->height_;
    const double columns = static_cast<double>(this->n_) * this->panel_columns_;
    return 2.0 * rank_ * rank_ * columns + 6.0 * rank_ * columns + 2 * n * n * n + rank_ * (14.0 * n * rank_ + 300 * n + 6 * n * n);
  }

 private:
  std::size_t rank_size() const { return static_cast<std::size_t>(rank_) * lanes; }
  std::size_t tall_size() const { return rank_size() * this->height_; }
  std::size_t square_size() const { return rank_size() * rank_; }
  std::size_t panel_rows_size() const { return rank_size() * this->panel_columns_; }
  std::size_t kept_size() const { return tall_size() + panel_rows_size() * this->n_ + rank_size(); }
  std::size_t rows_size() const { return static_cast<std::size_t>(this->parts) * this->panel_columns_ * lanes; }
  std::size_t extra_size() const { return rank_size() * this->parts; }
  std::size_t copy_columns() const { return static_cast<std::size_t>(rank_ + this->parts) * most_tile_columns * lanes; }
  std::int64_t tall(int row, int column) const { return static_cast<std::int64_t>(row) * rank_ + column; }

  /// Where the parts of the state begin.
  struct Parts {
    Parts(const LowRankRtrl& rule, double* state) : u(state) {
      double* next = state;
      const auto take = [&](std::size_t size) {
        double* begin = next;
        next += size;
        return begin;
      };
      u = take(rule.tall_size());
      r = take(rule.panel_rows_size() * rule.n_);
      squares = take(rule.rank_size());
      carried = take(rule.tall_size());
      jacobian = take(rule.matrix_size());
      gram = take(rule.matrix_size());
      vectors = take(rule.tall_size());
      scratch = take(rule.eigenvectors_.scratch_size());
      turned = take(rule.square_size());
      met = take(rule.tall_size());
      rows = take(rule.rows_size());
      extra = take(rule.extra_size());
      copy = take(rule.copy_columns());
      pulled = take(rule.rank_size());
    }

    double* u;         ///< [N][rank]
    double* r;         ///< [n][rank][p s]
    double* squares;   ///< of the singular values [rank]
    double* carried;   ///< J U [N][rank]
    double* jacobian;  ///< [N][N]
    double* gram;      ///< [N][N]
    double* vectors;   ///< [rank][N]
    double* scratch;
    double* turned;  ///< U'^T J U [rank][rank]
    double* met;     ///< F R^T + J U S/2 [N][rank], F = D v^T
    double* rows;    ///< a unit's rows of F [s][p s]
    double* extra;   ///< a unit's rows of U' [s][rank]
    double* copy;
    double* pulled;  ///< q^T U [rank]
  };
  double* panel(const Parts& at, int unit) const { return at.r + unit * panel_rows_size(); }

  /// out [rows][columns] = left [rows][depth] right [depth][columns].
  static void multiply(const double* left, int rows, int depth, const double* right, int columns, double* out) {
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) {
        Real sum = broadcast(0.0);
        for (int l = 0; l < depth; ++l)
          sum = fused(load(left, static_cast<std::int64_t>(i) * depth + l), load(right, static_cast<std::int64_t>(l) * columns + j), sum);
        store(out, static_cast<std::int64_t>(i) * columns + j, sum);
      }
  }

  /// The rows of D v^T that belong to a unit, in the columns of trained weights.
  void fill_rows(const StepView& view, int unit, double* rows) const {
    for (int j = 0; j < this->model_.columns(); ++j)
      for (int part = 0; part < this->parts; ++part) {
        const Number by_weight = DenseModel<Number>::by_part(load_number<Number>(view.row, j), part);
        Number fresh = this->model_.gated(view.row, unit, by_weight);
        if (view.mask) {
          const auto trained = load(view.mask, static_cast<std::int64_t>(unit) * this->model_.columns() + j) > broadcast(0.0);
          fresh = where(trained, fresh, zero<Number>());
        }
        if (j >= this->model_.trained_columns()) fresh = zero<Number>();
        for (int r = 0; r < this->parts; ++r)
          store(rows, static_cast<std::int64_t>(r) * this->panel_columns_ + j * this->parts + part, this->component(fresh, r));
      }
  }

  /// (J U R + F)(J U R + F)^T = C met^T + met C^T + F F^T with C = J U, met = F R^T + C S/2 and S = R R^T, which
  /// is diagonal.
  void fill_gram(const StepView& view, const Parts& at) const {
    const int height = this->height_;
    std::memset(at.gram, 0, this->matrix_size() * sizeof(double));
    for (int i = 0; i < this->n_; ++i) {
      fill_rows(view, i, at.rows);
      const auto fresh = [&](int r) { return at.rows + static_cast<std::size_t>(r) * this->panel_columns_ * lanes; };
      for (int a = 0; a < rank_; ++a)
        for (int r = 0; r < this->parts; ++r)
          store(at.met, tall(i * this->parts + r, a),
                dot<Real>(panel(at, i) + static_cast<std::size_t>(a) * this->panel_columns_ * lanes, fresh(r), this->panel_columns_));
      for (int r = 0; r < this->parts; ++r)
        for (int c = 0; c < this->parts; ++c)
          store(at.gram, static_cast<std::int64_t>(i * this->parts + r) * height + i * this->parts + c,
                dot<Real>(fresh(r), fresh(c), this->panel_columns_));
    }
    for (int k = 0; k < height; ++k)
      for (int a = 0; a < rank_; ++a) {
        const Real share = load(at.carried, tall(k, a)) * broadcast(0.5);
        store(at.met, tall(k, a), fused(share, load(at.squares, a), load(at.met, tall(k, a))));
      }
    for (int k = 0; k < height; ++k)
      for (int l = 0; l <= k; ++l) {
        const std::int64_t below = static_cast<std::int64_t>(k) * height + l;
        Real sum = load(at.gram, below);
        for (int a = 0; a < rank_; ++a) {
          sum = fused(load(at.carried, tall(k, a)), load(at.met, tall(l, a)), sum);
          sum = fused(load(at.met, tall(k, a)), load(at.carried, tall(l, a)), sum);
        }
        store(at.gram, below, sum);
        store(at.gram, static_cast<std::int64_t>(l) * height + k, sum);
      }
  }

  /// R <- U'^T (J U R + F), of the new U'.
  void turn_rows(const StepView& view, const Parts& at) const {
    for (int a = 0; a < rank_; ++a)
      for (int b = 0; b < rank_; ++b) {
        Real sum = broadcast(0.0);
        for (int k = 0; k < this->height_; ++k) sum = fused(load(at.u, tall(k, a)), load(at.carried, tall(k, b)), sum);
        store(at.turned, tall(a, b), sum);
      }
    for (int i = 0; i < this->n_; ++i) {
      fill_rows(view, i, at.rows);
      std::memcpy(at.extra, at.u + static_cast<std::size_t>(i) * extra_size(), extra_size() * sizeof(double));
      multiply_panel({.left = at.turned, .height = rank_, .extra = at.extra, .depth = this->parts}, panel(at, i), at.rows,
                     this->panel_columns_, at.copy);
    }
  }

  const int rank_;
  const SymmetricEigenvectors eigenvectors_;
};

struct LowRank {
  explicit LowRank(Fields& fields) : settings(read_dense_fields(fields)) {
    rank = fields.integer({.name = "rank",
                           .help = "singular values that are kept of the influence matrix; as many as states have real parts keep all",
                           .range = at_least_one});
  }

  template <class Number>
  GradientEstimator* estimator(const DenseModel<Number>& model, const TrainerRequest&) const {
    return new LowRankRtrl<Number>(model, rank);
  }

  RuleSettings settings;
  std::int64_t rank;
};

}  // namespace

RecurrentRule* read_low_rank_rtrl(Fields& fields) { return new GradientRuleOf<LowRank>(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
