#include "core/learners/recurrent/dense_rtrl.hpp"
#include "core/learners/recurrent/gradient_rule.hpp"
#include "core/learners/recurrent/noisy_factors.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// RTRL with the influence matrix kept as a Kronecker product of a vector over the units and a matrix of states by columns of the weights,
///   P[k, (i, j)] = A_i B_kj,  A <- rho0 A + rho1 nu,  B <- J B/rho0 + diag(nu) D v^T/rho1,  gradient = A (q^T B),
/// with random signs nu and rho0 = sqrt(|J B|/|A|), rho1 = sqrt(|D v^T|/|nu|). Both start at zero, and a product of which one factor is
/// zero is dropped: the mean over nu is RTRL's gradient at every sample, exactly.
///
/// Of a complex network A stays real, and B has the parts of a state by the parts of a weight. Keeps: A and B, n + n p numbers (complex:
/// n + 4 n p reals). Cost per sample: 2 n^2 p + 9 n p operations (complex: 16 n^2 p + 42 n p).
/// Reference: Marschall, Cho and Savin 2020 (JMLR 21:135), "reverse" KF-RTRL.
template <class Number>
class ReverseKfRtrl final : public DenseInfluence<Number> {
 public:
  using Base = DenseInfluence<Number>;

  ReverseKfRtrl(const DenseModel<Number>& model, const NoisyFactors& factors, const std::uint64_t* seeds)
      : Base(model), factors_(factors), signs_(seeds, SignArray::r_kf_rtrl, model.states()) {}

  std::size_t state_size() const override {
    return RandomSigns::state_size() + 2 * units_size() + this->panel_size() + this->matrix_size() + this->copy_size(0) + row_size();
  }
  void start(double* state) const override {
    std::memset(state + RandomSigns::state_size(), 0, (units_size() + this->panel_size()) * sizeof(double));
  }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    double* a = state + RandomSigns::state_size();
    double* b = a + units_size();
    double* nu = b + this->panel_size();
    double* jacobian = nu + units_size();
    double* copy = jacobian + this->matrix_size();
    double* pulled = copy + this->copy_size(0);
    signs_.draw(state, nu);
    this->fill_jacobian(view.theta, view.row, jacobian);
    multiply_panel({.left = jacobian, .height = this->height_}, b, nullptr, this->panel_columns_, copy);
    const std::int64_t size = static_cast<std::int64_t>(this->height_) * this->panel_columns_;
    const Balance kept = factors_.balance(norm_of(b, size), norm_of(a, this->n_));
    const Balance fresh = factors_.balance(norm_of_immediate(view.row), square_root(broadcast(this->n_)));
    for (std::int64_t i = 0; i < size; ++i) store(b, i, load(b, i) * kept.inverse);
    for (int i = 0; i < this->n_; ++i) {
      const Real sign = load(nu, i);
      store(a, i, fused(load(a, i), kept.rho, sign * fresh.rho));
      inject(view.row, i, sign * fresh.inverse, b);
    }
    project_panel(view.pull, this->height_, b, this->panel_columns_, pulled, false);
    for (int i = 0; i < this->n_; ++i) {
      const Real share = load(a, i);
      double* out = gradient + static_cast<std::size_t>(i) * row_size();
      for (std::int64_t j = 0; j < this->panel_columns_; ++j)
        store(out, j, add ? fused(share, load(pulled, j), load(out, j)) : share * load(pulled, j));
    }
  }

  double operations() const override {
    const double weights = static_cast<double>(this->model_.parameters());
    return slots<Number> == 1 ? (2.0 * this->n_ + 9) * weights : (16.0 * this->n_ + 42) * weights;
  }

 private:
  std::size_t units_size() const { return static_cast<std::size_t>(this->n_) * lanes; }
  std::size_t row_size() const { return static_cast<std::size_t>(this->panel_columns_) * lanes; }

  /// |D v^T|, of the parts of all units by those of the weights that lead to one.
  Real norm_of_immediate(const double* row) const {
    Real sum = broadcast(0.0);
    for (int i = 0; i < this->n_; ++i)
      for (int part = 0; part < this->parts; ++part)
        sum = add_square(this->model_.gated(row, i, DenseModel<Number>::unit_vector(part)), sum);
    return square_root(sum) * norm_of(row, this->panel_columns_);
  }
  /// The rows of a unit += factor D v^T.
  void inject(const double* row, int unit, Real factor, double* b) const {
    for (int j = 0; j < this->model_.columns(); ++j)
      for (int part = 0; part < this->parts; ++part) {
        const Number fresh = this->model_.gated(row, unit, DenseModel<Number>::by_part(load_number<Number>(row, j), part));
        for (int r = 0; r < this->parts; ++r) {
          const std::int64_t at = static_cast<std::int64_t>(unit * this->parts + r) * this->panel_columns_ + j * this->parts + part;
          store(b, at, fused(factor, this->component(fresh, r), load(b, at)));
        }
      }
  }

  const NoisyFactors factors_;
  const RandomSigns signs_;
};

struct ReverseKfRtrlChoice : NoisyFactors {
  using NoisyFactors::NoisyFactors;

  template <class Number>
  GradientEstimator* estimator(const DenseModel<Number>& model, const TrainerRequest& request) const {
    return new ReverseKfRtrl<Number>(model, *this, request.seeds);
  }
};

}  // namespace

RecurrentRule* read_r_kf_rtrl(Fields& fields) { return new GradientRuleOf<ReverseKfRtrlChoice>(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
