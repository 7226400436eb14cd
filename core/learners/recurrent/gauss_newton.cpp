#include "core/learners/lane_fields.hpp"
#include "core/learners/recurrent/normal_equations.hpp"
#include "core/learners/recurrent/output_jacobian.hpp"
#include "core/learners/recurrent/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Gauss-Newton with Levenberg damping on a network and its readout, over the whole record at every pass: with Gaussian noise the
/// maximum-likelihood reference for learned networks. What is learnt: OutputJacobian.
///
/// A pass sums the loss, J^H J and J^H e. At its end a step that has lowered the loss is kept and one that has not is taken back. For
/// complex networks y is holomorphic in the parameters, so the complex normal equations are exact.
///
/// Keeps: parameters and normal equations of this pass and of the best one, N^2/2 numbers each with N unknowns. Cost per sample: the exact
/// gradient and N^2/2 multiply-adds, N^3/3 a pass. One output. Reference: Levenberg 1944; arXiv 2602.21454 for the likelihood.
template <TrainedModel Model>
class GaussNewton final : public LearningRule {
 public:
  using Number = typename Model::Number;
  static constexpr int width = Model::width;

  GaussNewton(const Model* model, const TrainerRequest& request, Real damping)
      : output_(model, request), damping_(damping), unknowns_(output_.unknowns()) {}

  std::size_t state_size() const override { return jacobian_at() + output_.size(); }

  void reset(double* state, const double* initial) const override {
    std::memset(state, 0, state_size() * sizeof(double));
    output_.reset(state, state + jacobian_at(), initial);
    std::memcpy(state + best_at(), state, output_.parameters_size() * sizeof(double));
    store(state + best_loss_at(), 0, broadcast(-1.0));  // none yet
    store(state + damping_at(), 0, damping_);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    if (chunk.starts_segment) output_.start(state + jacobian_at());
    for (int t = 0; t < chunk.steps; ++t) {
      output_.forward(state, state + jacobian_at(), chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * width);
      if (chunk.scored) take(state, chunk, t);
    }
  }

  void finish_batch(double* state, double) const override {
    const bool diagonal = output_.model().network().diagonal;
    double* work = output_.work(state + jacobian_at());
    const double* masks = nullptr;
    if constexpr (TracedModel<Model>) masks = output_.model().rotation_masks(work);
    const NormalEquations equations{.unknowns = unknowns_,
                                    .network = output_.network(),
                                    .poles = diagonal ? output_.network() : 0,
                                    .complex_valued = slots<Number> == 2,
                                    .lanes = lanes,
                                    .masks = masks,
                                    .gram = state + gram_at(),
                                    .right = state + right_at(),
                                    .loss = state + loss_at(),
                                    .parameters = state,
                                    .readout_at = output_.model().parameters(),
                                    .best_gram = state + best_gram_at(),
                                    .best_right = state + best_right_at(),
                                    .best_loss = state + best_loss_at(),
                                    .best_parameters = state + best_at(),
                                    .damping = state + damping_at()};
    for (int lane = 0; lane < lanes; ++lane) take_gauss_newton_step(equations, lane);
    store(state + passes_at(), 0, load(state + passes_at(), 0) + broadcast(1.0));
    output_.model().realise(state, work);
    std::memset(state + gram_at(), 0, (gram_size() + vector_size(unknowns_) + lanes) * sizeof(double));
  }

  void restored(double* state) const override { output_.model().regroup(output_.work(state + jacobian_at())); }

  /// The best parameters so far.
  void weights(const double* state, double* out) const override { output_.write_weights(state + best_at(), state + jacobian_at(), out); }

  const double* network_states(const double* state) const override { return output_.activities(state + jacobian_at()); }
  void predicting_weights(const double* state, double* out) const override { output_.write_weights(state, state + jacobian_at(), out); }

  std::int64_t samples_per_update() const override { return 0; }
  std::int64_t updates(const double* state, std::int64_t) const override { return static_cast<std::int64_t>(state[passes_at()]); }

  double operations_per_sample() const override {
    const double n = unknowns_;
    return output_.operations() + (slots<Number> == 1 ? 1 : 4) * n * (n + 3);
  }

 private:
  // The state: parameters, the best ones, normal equations of this pass (with its loss behind them) and of the best, damping, passes, then
  // what the derivatives need.
  std::size_t vector_size(int numbers) const { return static_cast<std::size_t>(numbers) * width; }
  std::size_t gram_size() const { return static_cast<std::size_t>(unknowns_) * (unknowns_ + 1) / 2 * width; }
  std::size_t best_at() const { return output_.parameters_size(); }
  std::size_t gram_at() const { return 2 * output_.parameters_size(); }
  std::size_t right_at() const { return gram_at() + gram_size(); }
  std::size_t loss_at() const { return right_at() + vector_size(unknowns_); }
  std::size_t best_gram_at() const { return loss_at() + lanes; }
  std::size_t best_right_at() const { return best_gram_at() + gram_size(); }
  std::size_t best_loss_at() const { return best_right_at() + vector_size(unknowns_); }
  std::size_t damping_at() const { return best_loss_at() + lanes; }
  std::size_t passes_at() const { return damping_at() + lanes; }
  std::size_t jacobian_at() const { return passes_at() + lanes; }

  void take(double* state, const LearningChunk& chunk, int t) const {
    const double* jacobian = state + jacobian_at();
    const Number y = output_.derive(state, state + jacobian_at());
    store_number(chunk.predictions, t, y);
    const Number e = minus(y, load_number<Number>(chunk.targets, t));
    double* gram = state + gram_at();
    for (int i = 0; i < unknowns_; ++i) {
      const Number ji = conjugate(load_number<Number>(jacobian, i));
      for (int j = 0; j <= i; ++j, gram += width)
        store_number(gram, 0, multiply_add(ji, load_number<Number>(jacobian, j), load_number<Number>(gram, 0)));
      store_number(state + right_at(), i, multiply_add(ji, e, load_number<Number>(state + right_at(), i)));
    }
    store(state + loss_at(), 0, add_square(e, load(state + loss_at(), 0)));
  }

  const OutputJacobian<Model> output_;
  const Real damping_;
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
    return make_solver<GaussNewton>(network, request, damping_);
  }

 private:
  const Real damping_;
};

}  // namespace

RecurrentRule* read_gauss_newton(Fields& fields) { return new GaussNewtonRule(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
