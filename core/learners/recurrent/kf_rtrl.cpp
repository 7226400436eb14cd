#include "core/learners/recurrent/dense_rtrl.hpp"
#include "core/learners/recurrent/gradient_rule.hpp"
#include "core/learners/recurrent/noisy_factors.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// RTRL with the influence matrix kept as a Kronecker product of a vector over the columns of the weights and a matrix over the units,
///   P[k, (i, j)] = A_j B_ki,  A <- nu0 rho0 A + nu1 rho1 v,  B <- nu0 J B/rho0 + nu1 D/rho1,  gradient = (B^T q) A^H,
/// with two random signs and rho0 = sqrt(|J B|/|A|), rho1 = sqrt(|D|/|v|). Both start at zero, and a product of which one factor is zero
/// is dropped: the mean over the signs is RTRL's gradient at every sample, exactly.
///
/// Of a complex network A is complex, and B the real matrix [2n x 2n] of the parts, as the Jacobian. Keeps: A and B, p + n^2 numbers
/// (complex: 2 p + 4 n^2 reals). Cost per sample: 2 n^3 + 5 n^2 + n p operations (complex: 16 n^3 + 20 n^2 + 8 n p).
/// Reference: Mujika, Meier and Steger 2018 (arXiv 1805.10842).
template <class Number>
class KfRtrl final : public DenseInfluence<Number> {
 public:
  using Base = DenseInfluence<Number>;

  KfRtrl(const DenseModel<Number>& model, const NoisyFactors& factors, const std::uint64_t* seeds)
      : Base(model), factors_(factors), signs_(seeds, SignArray::kf_rtrl, 2) {}

  std::size_t state_size() const override {
    return RandomSigns::state_size() + row_size() + 2 * this->matrix_size() + this->copy_size(0) + vector_size() + 2 * lanes;
  }
  void start(double* state) const override {
    std::memset(state + RandomSigns::state_size(), 0, (row_size() + this->matrix_size()) * sizeof(double));
  }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    const int height = this->height_;
    const int columns = this->model_.columns();
    double* a = state + RandomSigns::state_size();
    double* b = a + row_size();
    double* jacobian = b + this->matrix_size();
    double* copy = jacobian + this->matrix_size();
    double* c = copy + this->copy_size(0);
    double* signs = c + vector_size();
    signs_.draw(state, signs);
    this->fill_jacobian(view.theta, view.row, jacobian);
    multiply_panel({.left = jacobian, .height = height}, b, nullptr, height, copy);
    const Balance kept = factors_.balance(norm_of(b, static_cast<std::int64_t>(height) * height), norm_of(a, this->panel_columns_));
    const Balance fresh = factors_.balance(norm_of_gates(view.row), norm_of(view.row, this->panel_columns_));
    const Real nu0 = load(signs, 0);
    const Real nu1 = load(signs, 1);
    scale_all(a, this->panel_columns_, nu0 * kept.rho);
    for (std::int64_t j = 0; j < this->panel_columns_; ++j) store(a, j, fused(nu1 * fresh.rho, load(view.row, j), load(a, j)));
    scale_all(b, static_cast<std::int64_t>(height) * height, nu0 * kept.inverse);
    add_gates(view.row, nu1 * fresh.inverse, b);
    project_panel(view.pull, height, b, height, c, false);
    for (int i = 0; i < this->n_; ++i) {
      const Number ci = load_number<Number>(c, i);
      for (int j = 0; j < columns; ++j) {
        const std::int64_t at = static_cast<std::int64_t>(i) * columns + j;
        store_number(gradient, at,
                     multiply_add(ci, conjugate(load_number<Number>(a, j)), add ? load_number<Number>(gradient, at) : zero<Number>()));
      }
    }
  }

  double operations() const override {
    const double n = this->height_;
    return 2 * n * n * n + 9 * n * n + (slots<Number> == 1 ? 1.0 : 8.0) * static_cast<double>(this->model_.parameters());
  }

 private:
  std::size_t vector_size() const { return static_cast<std::size_t>(this->height_) * lanes; }
  std::size_t row_size() const { return static_cast<std::size_t>(this->panel_columns_) * lanes; }

  static void scale_all(double* array, std::int64_t count, Real factor) {
    for (std::int64_t i = 0; i < count; ++i) store(array, i, load(array, i) * factor);
  }
  /// |D|, over all parts of all units.
  Real norm_of_gates(const double* row) const {
    Real sum = broadcast(0.0);
    for (int i = 0; i < this->n_; ++i)
      for (int part = 0; part < this->parts; ++part)
        sum = add_square(this->model_.gated(row, i, DenseModel<Number>::unit_vector(part)), sum);
    return square_root(sum);
  }
  /// b += factor D.
  void add_gates(const double* row, Real factor, double* b) const {
    for (int i = 0; i < this->n_; ++i)
      for (int part = 0; part < this->parts; ++part) {
        const Number gate = this->model_.gated(row, i, DenseModel<Number>::unit_vector(part));
        for (int r = 0; r < this->parts; ++r) {
          const std::int64_t at = static_cast<std::int64_t>(i * this->parts + r) * this->height_ + i * this->parts + part;
          store(b, at, fused(factor, this->component(gate, r), load(b, at)));
        }
      }
  }

  const NoisyFactors factors_;
  const RandomSigns signs_;
};

struct KfRtrlChoice : NoisyFactors {
  using NoisyFactors::NoisyFactors;

  template <class Number>
  GradientEstimator* estimator(const DenseModel<Number>& model, const TrainerRequest& request) const {
    return new KfRtrl<Number>(model, *this, request.seeds);
  }
};

}  // namespace

RecurrentRule* read_kf_rtrl(Fields& fields) { return new GradientRuleOf<KfRtrlChoice>(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
