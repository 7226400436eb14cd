#include "core/learners/lane_fields.hpp"
#include "core/learners/recurrent/diagonal_complex.hpp"
#include "core/learners/recurrent/diagonal_real.hpp"
#include "core/learners/recurrent/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// What the filter is sure of at the start, and how much it forgets; all over the variance of the observation noise.
struct KalmanSettings {
  Real regularization;         // of the readout: 1/variance at the start
  Real pole_variance;          // at the start
  Real process_noise;          // variance that every pole gains at a sample
  Real process_noise_readout;  // that every weight of the readout gains
  bool decoupled;
};

/// The extended Kalman filter over the poles and the readout of a diagonal network, sample by sample. Input weights stay: with the readout
/// free they are redundant.
///
/// With J = dy/d(poles, V) from the exact traces and the covariance P: g = P J^H, kappa = 1 + J g, (poles, V) -= g e/kappa,
/// P <- P - g g^H/kappa + Q. For complex poles y is holomorphic in the parameters, so the complex filter is exact to first order. Poles
/// that have no variance and gain none stay where they are, and the readout is then recursive least squares without forgetting.
///
/// Decoupled, the covariance is that of each state's pole with its readout weight alone (real networks: of each pair of states), and of the
/// intercept; only kappa is common.
///
/// Keeps: the lower triangle of P by groups, N^2/2 numbers with N = n + regressors, or 2 n (real networks: 5 n). Cost per sample: 4 n + 3/2
/// N^2 multiply-adds, or 4 n + 6 n (real networks: 12 n). One output. References: Singhal and Wu 1989; Williams 1992 for recurrent
/// networks; Puskorius and Feldkamp 1994 for the decoupled form.
template <TracedModel Model>
class Kalman final : public LearningRule {
 public:
  using Number = typename Model::Number;
  static constexpr int width = Model::width;
  static constexpr int together = slots<Number> == 1 ? 2 : 1;  // states of a decoupled group

  Kalman(const Model* model, const KalmanSettings& settings, const TrainerRequest& request)
      : model_(model),
        settings_(settings),
        n_(request.network.states),
        regressors_(request.readout.regressors),
        intercept_(request.readout.has_intercept),
        unknowns_(n_ + regressors_) {}
  ~Kalman() override { delete model_; }

  std::size_t state_size() const override { return row_at() + model_->row_size(); }

  void reset(double* state, const double* initial) const override {
    std::memset(state, 0, state_size() * sizeof(double));
    model_->read_weights(initial, state, state + work_at());
    std::memcpy(state + network_size(), initial + model_->weight_size(), vector_size(regressors_) * sizeof(double));
    double* p = state + covariance_at();
    for (int group = 0; group < groups(); ++group)
      for (int i = 0; i < size_of(group); p += ++i * width)
        store(p, i * slots<Number>, member(group, i) < n_ ? settings_.pole_variance : broadcast(1.0) / settings_.regularization);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    if (chunk.starts_segment) {
      model_->start(state + carry_at());
      std::memset(state + traces_at(), 0, model_->traces_size() * sizeof(double));
    }
    for (int t = 0; t < chunk.steps; ++t) {
      const double* x = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * width;
      model_->forward(state, state + work_at(), state + carry_at(), x, state + row_at());
      if (chunk.scored) learn(state, chunk, t);
    }
  }

  void restored(double* state) const override { model_->regroup(state + work_at()); }

  void weights(const double* state, double* out) const override {
    model_->write_weights(state, state + work_at(), out);
    std::memcpy(out + model_->weight_size(), state + network_size(), vector_size(regressors_) * sizeof(double));
  }

  const double* network_states(const double* state) const override { return model_->activities(state + carry_at()); }

  double operations_per_sample() const override {
    const double per_number = slots<Number> == 1 ? 2 : 8;
    double sum = regressors_ + 2.0 * unknowns_;
    for (int group = 0; group < groups(); ++group) sum += 0.5 * size_of(group) * (3 * size_of(group) + 1);
    return model_->forward_operations() + model_->trace_operations() + per_number * sum;
  }

 private:
  // The state: parameters, covariance, then what lives for a sample, and the model's own.
  std::size_t vector_size(int numbers) const { return static_cast<std::size_t>(numbers) * width; }
  std::size_t network_size() const { return static_cast<std::size_t>(model_->parameters()) * width; }
  std::size_t covariance_size() const {
    std::size_t sum = 0;
    for (int group = 0; group < groups(); ++group) sum += static_cast<std::size_t>(size_of(group)) * (size_of(group) + 1) / 2 * width;
    return sum;
  }
  std::size_t covariance_at() const { return network_size() + vector_size(regressors_); }
  std::size_t jacobian_at() const { return covariance_at() + covariance_size(); }  // dy/d(unknowns); its end holds the regressors
  std::size_t gain_at() const { return jacobian_at() + vector_size(unknowns_); }
  std::size_t pull_at() const { return gain_at() + vector_size(unknowns_); }
  std::size_t gradient_at() const { return pull_at() + vector_size(n_); }
  std::size_t traces_at() const { return gradient_at() + network_size(); }
  std::size_t work_at() const { return traces_at() + model_->traces_size(); }
  std::size_t carry_at() const { return work_at() + model_->work_size(); }
  std::size_t row_at() const { return carry_at() + model_->carry_size(); }

  // Unknowns whose errors are taken to go together, in order of the parameters. Full: one group of all.
  int groups() const { return settings_.decoupled ? (n_ + together - 1) / together + (intercept_ ? 1 : 0) : 1; }
  int states_of(int group) const { return group * together + together <= n_ ? together : n_ - group * together; }
  int size_of(int group) const {
    if (!settings_.decoupled) return unknowns_;
    return group * together < n_ ? 2 * states_of(group) : 1;
  }
  int member(int group, int i) const {
    if (!settings_.decoupled) return i;
    if (group * together >= n_) return unknowns_ - 1;
    const int states = states_of(group);
    return group * together + (i < states ? i : n_ + i - states);
  }
  std::int64_t parameter(int unknown) const { return unknown < n_ ? unknown : model_->parameters() + unknown - n_; }

  void learn(double* state, const LearningChunk& chunk, int t) const {
    const double* v = state + network_size();
    double* jacobian = state + jacobian_at();
    double* s = jacobian + vector_size(n_);
    std::memcpy(s, state + carry_at(), vector_size(n_) * sizeof(double));
    if (intercept_) store(s, static_cast<std::int64_t>(regressors_ - 1) * slots<Number>, broadcast(1.0));
    const Number y = dot<Number>(v, s, regressors_);
    store_number(chunk.predictions, t, y);
    for (int i = 0; i < n_; ++i) store_number(state + pull_at(), i, conjugate(load_number<Number>(v, i)));
    model_->trace(state + traces_at(), state, state + work_at(), state + row_at(), nullptr, state + pull_at(), state + gradient_at(),
                  false);
    for (int i = 0; i < n_; ++i) store_number(jacobian, i, conjugate(load_number<Number>(state + gradient_at(), i)));
    move(state, minus(y, load_number<Number>(chunk.targets, t)));
    model_->realise(state, state + work_at());
  }

  /// Writes g = P J^H; returns kappa.
  Real spread(double* state) const {
    const double* jacobian = state + jacobian_at();
    double* gain = state + gain_at();
    std::memset(gain, 0, vector_size(unknowns_) * sizeof(double));
    const double* p = state + covariance_at();
    Real kappa = broadcast(1.0);
    for (int group = 0; group < groups(); ++group)
      for (int i = 0; i < size_of(group); ++i) {
        const int at = member(group, i);
        const Number ji = conjugate(load_number<Number>(jacobian, at));
        Number sum = load_number<Number>(gain, at);
        for (int j = 0; j < i; ++j, p += width) {
          const int other = member(group, j);
          const Number value = load_number<Number>(p, 0);
          sum = multiply_add(value, conjugate(load_number<Number>(jacobian, other)), sum);
          store_number(gain, other, multiply_add(conjugate(value), ji, load_number<Number>(gain, other)));
        }
        store_number(gain, at, multiply_add(ji, load(p, 0), sum));
        p += width;
      }
    for (int i = 0; i < unknowns_; ++i) kappa = add_inner(conjugate(load_number<Number>(jacobian, i)), load_number<Number>(gain, i), kappa);
    return kappa;
  }

  void move(double* state, Number error) const {
    const Real inverse = broadcast(1.0) / spread(state);
    const double* gain = state + gain_at();
    const Number step = scale(error, -inverse);
    for (int i = 0; i < unknowns_; ++i)
      store_number(state, parameter(i), multiply_add(step, load_number<Number>(gain, i), load_number<Number>(state, parameter(i))));
    double* p = state + covariance_at();
    for (int group = 0; group < groups(); ++group)
      for (int i = 0; i < size_of(group); ++i) {
        const int at = member(group, i);
        const Number gi = load_number<Number>(gain, at);
        const Number scaled = scale(gi, -inverse);
        for (int j = 0; j < i; ++j, p += width)
          store_number(p, 0, multiply_add(scaled, conjugate(load_number<Number>(gain, member(group, j))), load_number<Number>(p, 0)));
        // The diagonal is real, and its imaginary slots stay zero.
        const Real noise = at < n_ ? settings_.process_noise : settings_.process_noise_readout;
        store(p, 0, fused(-inverse, add_square(gi, broadcast(0.0)), load(p, 0)) + noise);
        p += width;
      }
  }

  const Model* model_;
  const KalmanSettings settings_;
  const int n_;
  const int regressors_;
  const bool intercept_;
  const int unknowns_;
};

class KalmanRule final : public RecurrentRule {
 public:
  explicit KalmanRule(Fields& fields) {
    settings_.decoupled =
        fields.choice(
            {.name = "covariance",
             .help = "of the errors of all poles and weights, or of each state's pole and its own weight alone (real data: two states')",
             .choices = "full|decoupled",
             .fallback = "full"}) == 1;
    settings_.regularization =
        read_by_lane(fields, {.name = "regularization",
                              .help = "delta of the readout's variance at the start, 1/delta times that of the noise, as of rls",
                              .fallback = 1e-3,
                              .range = positive});
    settings_.pole_variance =
        read_by_lane(fields, {.name = "pole_variance",
                              .help = "variance of every pole (real data: coordinate) at the start, over that of the noise",
                              .fallback = 1,
                              .range = non_negative});
    settings_.process_noise =
        read_by_lane(fields, {.name = "process_noise",
                              .help = "variance that every pole gains at a sample, over that of the noise: poles that drift",
                              .fallback = 0,
                              .range = non_negative});
    settings_.process_noise_readout =
        read_by_lane(fields, {.name = "process_noise_readout",
                              .help = "variance that every weight of the readout gains at a sample, over that of the noise",
                              .fallback = 0,
                              .range = non_negative});
  }

  RuleSettings settings() const override { return {}; }
  LearningRule* make(const TrainerRequest& request) const override {
    if (request.network.complex_valued)
      return new Kalman<ComplexDiagonalModel>(new ComplexDiagonalModel(request.network, false), settings_, request);
    return new Kalman<RealDiagonalModel>(new RealDiagonalModel(request.network, false), settings_, request);
  }

 private:
  KalmanSettings settings_;
};

}  // namespace

RecurrentRule* read_kalman(Fields& fields) { return new KalmanRule(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
