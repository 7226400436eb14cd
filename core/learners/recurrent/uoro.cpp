#include "core/learners/recurrent/gradient_rule.hpp"
#include "core/learners/recurrent/noisy_factors.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Unbiased online recurrent optimization: the influence matrix is kept as the product of a state A and a parameter vector B,
///   P = A B,  A <- rho0 J A + rho1 nu,  B <- B/rho0 + (D nu) v^H/rho1,  gradient = (q . A) B,
/// with random signs nu and rho0 = sqrt(|B|/|J A|), rho1 = sqrt(|(D nu) v^H|/|nu|), the norms over all n p weights, trained or not. Both
/// start at zero, and a product of which one factor is zero is dropped: the mean over nu is RTRL's gradient at every sample, exactly.
///
/// Of a complex network A and nu have 2 n real parts, and B is laid out as the gradient. Keeps: A and B, n + n p numbers. Cost per sample:
/// 2 n^2 + 6 n p operations (complex: 8 n^2 + 16 n p).
/// Reference: Tallec and Ollivier 2017 (arXiv 1702.05043), algorithm 1.
template <class Number>
class Uoro final : public GradientEstimator {
 public:
  Uoro(const DenseModel<Number>& model, const NoisyFactors& factors, const std::uint64_t* seeds)
      : model_(model),
        factors_(factors),
        n_(model.states()),
        columns_(model.columns()),
        signs_(seeds, SignArray::uoro, model.states() * slots<Number>) {}

  std::size_t state_size() const override { return RandomSigns::state_size() + parameters_size() + 5 * vector_size(); }
  void start(double* state) const override {
    std::memset(state + RandomSigns::state_size(), 0, (parameters_size() + vector_size()) * sizeof(double));
  }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    double* b = state + RandomSigns::state_size();
    double* a = b + parameters_size();
    double* carried = a + vector_size();
    double* nu = carried + vector_size();
    double* z = nu + vector_size();
    const int reals = n_ * slots<Number>;
    signs_.draw(state, nu);
    model_.push_forward(view.theta, view.row, a, carried, z);
    model_.gate(view.row, nu, z);
    const Balance kept = factors_.balance(norm_of(b, static_cast<std::int64_t>(reals) * columns_), norm_of(carried, reals));
    const Real fresh_norm = norm_of(z, reals) * norm_of(view.row, static_cast<std::int64_t>(columns_) * slots<Number>);
    const Balance fresh = factors_.balance(fresh_norm, square_root(broadcast(reals)));
    Real pulled = broadcast(0.0);
    for (int i = 0; i < n_; ++i) {
      const Number next = multiply_add(load_number<Number>(nu, i), fresh.rho, scale(load_number<Number>(carried, i), kept.rho));
      store_number(a, i, next);
      pulled = add_inner(load_number<Number>(view.pull, i), next, pulled);
    }
    for (int i = 0; i < n_; ++i) {
      const Number zi = scale(load_number<Number>(z, i), fresh.inverse);
      for (int j = 0; j < columns_; ++j) {
        const std::int64_t at = static_cast<std::int64_t>(i) * columns_ + j;
        const Number next = multiply_add(zi, conjugate(load_number<Number>(view.row, j)), scale(load_number<Number>(b, at), kept.inverse));
        store_number(b, at, next);
        store_number(gradient, at, add ? multiply_add(next, pulled, load_number<Number>(gradient, at)) : scale(next, pulled));
      }
    }
  }

  double operations() const override {
    const double n = n_;
    return slots<Number> == 1 ? 2 * n * n + 6 * n * columns_ : 8 * n * n + 16 * n * columns_;
  }

 private:
  std::size_t vector_size() const { return static_cast<std::size_t>(n_) * DenseModel<Number>::width; }
  std::size_t parameters_size() const { return vector_size() * columns_; }

  const DenseModel<Number>& model_;
  const NoisyFactors factors_;
  const int n_;
  const int columns_;
  const RandomSigns signs_;
};

struct UoroChoice : NoisyFactors {
  using NoisyFactors::NoisyFactors;

  template <class Number>
  GradientEstimator* estimator(const DenseModel<Number>& model, const TrainerRequest& request) const {
    return new Uoro<Number>(model, *this, request.seeds);
  }
};

}  // namespace

RecurrentRule* read_uoro(Fields& fields) { return new GradientRuleOf<UoroChoice>(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
