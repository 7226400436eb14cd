#include "core/learners/lane_fields.hpp"
#include "core/learners/recurrent/diagonal_complex.hpp"
#include "core/learners/recurrent/diagonal_real.hpp"
#include "core/learners/recurrent/normal_equations.hpp"
#include "core/learners/recurrent/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Gauss-Newton with Levenberg damping on the poles and the readout of a diagonal network, over the whole record at every pass: with
/// Gaussian noise the maximum-likelihood reference for learned poles. Input weights stay: with the readout free they are redundant.
///
/// A pass sums the loss, J^H J and J^H e, where J = dy/d(poles, V) comes from the exact traces. At its end a step that has lowered the loss
/// is kept and one that has not is taken back. For complex poles y is holomorphic in the parameters, so the complex normal equations are
/// exact.
///
/// Keeps: parameters and normal equations of this pass and of the best one, N^2/2 numbers each with N = n + regressors. Cost per sample:
/// 4 n + N^2/2 multiply-adds, N^3/3 a pass. One output. Reference: Levenberg 1944; arXiv 2602.21454 for the likelihood.
template <TracedModel Model>
class GaussNewton final : public LearningRule {
 public:
  using Number = typename Model::Number;
  static constexpr int width = Model::width;

  GaussNewton(const Model* model, Real damping, const TrainerRequest& request)
      : model_(model),
        damping_(damping),
        n_(request.network.states),
        regressors_(request.readout.regressors),
        intercept_(request.readout.has_intercept),
        unknowns_(n_ + regressors_) {}
  ~GaussNewton() override { delete model_; }

  std::size_t state_size() const override { return row_at() + model_->row_size(); }

  void reset(double* state, const double* initial) const override {
    std::memset(state, 0, state_size() * sizeof(double));
    model_->read_weights(initial, state, state + work_at());
    std::memcpy(state + network_size(), initial + model_->weight_size(), vector_size(regressors_) * sizeof(double));
    std::memcpy(state + best_at(), state, parameters_size() * sizeof(double));
    store(state + best_loss_at(), 0, broadcast(-1.0));  // none yet
    store(state + damping_at(), 0, damping_);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    if (chunk.starts_segment) {
      model_->start(state + carry_at());
      std::memset(state + traces_at(), 0, model_->traces_size() * sizeof(double));
    }
    for (int t = 0; t < chunk.steps; ++t) {
      const double* x = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * width;
      model_->forward(state, state + work_at(), state + carry_at(), x, state + row_at());
      if (chunk.scored) take(state, chunk, t);
    }
  }

  void finish_batch(double* state, double) const override {
    const NormalEquations equations{.unknowns = unknowns_,
                                    .poles = n_,
                                    .complex_valued = slots<Number> == 2,
                                    .lanes = lanes,
                                    .masks = model_->rotation_masks(state + work_at()),
                                    .gram = state + gram_at(),
                                    .right = state + right_at(),
                                    .loss = state + loss_at(),
                                    .parameters = state,
                                    .readout_at = model_->parameters(),
                                    .best_gram = state + best_gram_at(),
                                    .best_right = state + best_right_at(),
                                    .best_loss = state + best_loss_at(),
                                    .best_parameters = state + best_at(),
                                    .damping = state + damping_at()};
    for (int lane = 0; lane < lanes; ++lane) take_gauss_newton_step(equations, lane);
    store(state + passes_at(), 0, load(state + passes_at(), 0) + broadcast(1.0));
    model_->realise(state, state + work_at());
    std::memset(state + gram_at(), 0, (gram_size() + vector_size(unknowns_) + lanes) * sizeof(double));
  }

  void restored(double* state) const override { model_->regroup(state + work_at()); }

  /// The best parameters so far.
  void weights(const double* state, double* out) const override { write_weights(state + best_at(), state + work_at(), out); }

  const double* network_states(const double* state) const override { return model_->activities(state + carry_at()); }
  void predicting_weights(const double* state, double* out) const override { write_weights(state, state + work_at(), out); }

  std::int64_t samples_per_update() const override { return 0; }
  std::int64_t updates(const double* state, std::int64_t) const override { return static_cast<std::int64_t>(state[passes_at()]); }

  double operations_per_sample() const override {
    const double per_number = slots<Number> == 1 ? 2 : 8;
    const double n = unknowns_;
    return model_->forward_operations() + model_->trace_operations() + per_number * (regressors_ + 0.5 * n * (n + 3));
  }

 private:
  // The state: parameters, the best ones, normal equations of this pass (with its loss behind them) and of the best, damping, then the
  // model's own.
  std::size_t vector_size(int numbers) const { return static_cast<std::size_t>(numbers) * width; }
  std::size_t network_size() const { return static_cast<std::size_t>(model_->parameters()) * width; }
  std::size_t parameters_size() const { return network_size() + vector_size(regressors_); }
  std::size_t gram_size() const { return static_cast<std::size_t>(unknowns_) * (unknowns_ + 1) / 2 * width; }
  std::size_t best_at() const { return parameters_size(); }
  std::size_t gram_at() const { return 2 * parameters_size(); }
  std::size_t right_at() const { return gram_at() + gram_size(); }
  std::size_t loss_at() const { return right_at() + vector_size(unknowns_); }
  std::size_t best_gram_at() const { return loss_at() + lanes; }
  std::size_t best_right_at() const { return best_gram_at() + gram_size(); }
  std::size_t best_loss_at() const { return best_right_at() + vector_size(unknowns_); }
  std::size_t damping_at() const { return best_loss_at() + lanes; }
  std::size_t passes_at() const { return damping_at() + lanes; }
  std::size_t jacobian_at() const { return passes_at() + lanes; }  // dy/d(unknowns) of this sample; its end holds the regressors
  std::size_t pull_at() const { return jacobian_at() + vector_size(unknowns_); }
  std::size_t gradient_at() const { return pull_at() + vector_size(n_); }
  std::size_t traces_at() const { return gradient_at() + network_size(); }
  std::size_t work_at() const { return traces_at() + model_->traces_size(); }
  std::size_t carry_at() const { return work_at() + model_->work_size(); }
  std::size_t row_at() const { return carry_at() + model_->carry_size(); }

  void write_weights(const double* parameters, const double* work, double* out) const {
    model_->write_weights(parameters, work, out);
    std::memcpy(out + model_->weight_size(), parameters + network_size(), vector_size(regressors_) * sizeof(double));
  }

  void take(double* state, const LearningChunk& chunk, int t) const {
    const double* v = state + network_size();
    double* jacobian = state + jacobian_at();
    double* s = jacobian + vector_size(n_);
    std::memcpy(s, state + carry_at(), vector_size(n_) * sizeof(double));
    if (intercept_) store(s, static_cast<std::int64_t>(regressors_ - 1) * slots<Number>, broadcast(1.0));
    const Number y = dot<Number>(v, s, regressors_);
    store_number(chunk.predictions, t, y);
    const Number e = minus(y, load_number<Number>(chunk.targets, t));
    for (int i = 0; i < n_; ++i) store_number(state + pull_at(), i, conjugate(load_number<Number>(v, i)));
    model_->trace(state + traces_at(), state, state + work_at(), state + row_at(), nullptr, state + pull_at(), state + gradient_at(),
                  false);
    for (int i = 0; i < n_; ++i) store_number(jacobian, i, conjugate(load_number<Number>(state + gradient_at(), i)));
    double* gram = state + gram_at();
    for (int i = 0; i < unknowns_; ++i) {
      const Number ji = conjugate(load_number<Number>(jacobian, i));
      for (int j = 0; j <= i; ++j, gram += width)
        store_number(gram, 0, multiply_add(ji, load_number<Number>(jacobian, j), load_number<Number>(gram, 0)));
      store_number(state + right_at(), i, multiply_add(ji, e, load_number<Number>(state + right_at(), i)));
    }
    store(state + loss_at(), 0, add_square(e, load(state + loss_at(), 0)));
  }

  const Model* model_;
  const Real damping_;
  const int n_;
  const int regressors_;
  const bool intercept_;
  const int unknowns_;
};

class GaussNewtonRule final : public RecurrentRule {
 public:
  explicit GaussNewtonRule(Fields& fields)
      : damping_(read_by_lane(fields, {.name = "damping",
                                       .help = "Levenberg damping at the start, relative to the largest diagonal entry of J^H J",
                                       .fallback = 1e-3,
                                       .range = positive})) {}

  RuleSettings settings() const override { return {.update_every = 0}; }
  LearningRule* make(const TrainerRequest& request) const override {
    NetworkShape network = request.network;
    network.pole_limit = 0;  // steps that would leave the unit circle are damped instead
    if (network.complex_valued) return new GaussNewton<ComplexDiagonalModel>(new ComplexDiagonalModel(network, false), damping_, request);
    return new GaussNewton<RealDiagonalModel>(new RealDiagonalModel(network, false), damping_, request);
  }

 private:
  const Real damping_;
};

}  // namespace

RecurrentRule* read_gauss_newton(Fields& fields) { return new GaussNewtonRule(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
