#include "core/learners/lane_fields.hpp"
#include "core/learners/recurrent/output_jacobian.hpp"
#include "core/learners/recurrent/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// What the filter is sure of at the start, and how much it forgets; all over the variance of the observation noise.
struct KalmanSettings {
  Real regularization;         // of the readout: 1/variance at the start
  Real network_variance;       // of what is learnt of the network, at the start
  Real process_noise;          // variance that each of these gains at a sample
  Real process_noise_readout;  // that every weight of the readout gains
  bool decoupled;
};

/// The extended Kalman filter over a network and its readout, sample by sample. What is learnt, and J = dy/d of it: OutputJacobian.
///
/// With the covariance P: g = P J^H, kappa = 1 + J g, (network, V) -= g e/kappa, P <- P - g g^H/kappa + Q. For complex networks y is
/// holomorphic in the parameters, so the complex filter is exact to first order. What has no variance and gains none stays where it is; of
/// a network that stays the readout is then recursive least squares without forgetting.
///
/// Decoupled, the covariance of diagonal networks is that of each state's pole with its readout weight alone (real networks: of each pair
/// of states), of dense ones that of the weights that lead to one unit, and that of the readout; only kappa is common.
///
/// Keeps: the lower triangle of P by groups, the sum of N^2/2 over groups of N unknowns. Cost per sample: the exact gradient and 3/2 N^2
/// multiply-adds a group. One output. References: Singhal and Wu 1989; Williams 1992 for recurrent networks; Puskorius and Feldkamp 1994
/// for the decoupled form.
template <TrainedModel Model>
class Kalman final : public LearningRule {
 public:
  using Number = typename Model::Number;
  static constexpr int width = Model::width;
  static constexpr int together = slots<Number> == 1 ? 2 : 1;  // states of a diagonal network in a decoupled group

  Kalman(const Model* model, const TrainerRequest& request, const KalmanSettings& settings)
      : output_(model, request),
        settings_(settings),
        n_(output_.states()),
        unknowns_(output_.unknowns()),
        columns_(request.network.diagonal ? 0 : model->columns()) {}

  std::size_t state_size() const override { return jacobian_at() + output_.size(); }

  void reset(double* state, const double* initial) const override {
    std::memset(state, 0, state_size() * sizeof(double));
    output_.reset(state, state + jacobian_at(), initial);
    double* p = state + covariance_at();
    for (int group = 0; group < groups(); ++group)
      for (int i = 0; i < size_of(group); p += ++i * width)
        store(p, i * slots<Number>,
              member(group, i) < output_.network() ? settings_.network_variance : broadcast(1.0) / settings_.regularization);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    if (chunk.starts_segment) output_.start(state + jacobian_at());
    for (int t = 0; t < chunk.steps; ++t) {
      output_.forward(state, state + jacobian_at(), chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * width);
      if (!chunk.scored) continue;
      const Number y = output_.derive(state, state + jacobian_at());
      store_number(chunk.predictions, t, y);
      move(state, minus(y, load_number<Number>(chunk.targets, t)));
      output_.model().realise(state, output_.work(state + jacobian_at()));
    }
  }

  void restored(double* state) const override { output_.model().regroup(output_.work(state + jacobian_at())); }
  void weights(const double* state, double* out) const override { output_.write_weights(state, state + jacobian_at(), out); }
  const double* network_states(const double* state) const override { return output_.activities(state + jacobian_at()); }

  double operations_per_sample() const override {
    const double per_number = slots<Number> == 1 ? 2 : 8;
    double sum = 2.0 * unknowns_;
    for (int group = 0; group < groups(); ++group) sum += 0.5 * size_of(group) * (3 * size_of(group) + 1);
    return output_.operations() + per_number * sum;
  }

 private:
  // The state: parameters, covariance, gain, then what the derivatives need.
  std::size_t vector_size(int numbers) const { return static_cast<std::size_t>(numbers) * width; }
  std::size_t covariance_size() const {
    std::size_t sum = 0;
    for (int group = 0; group < groups(); ++group) sum += static_cast<std::size_t>(size_of(group)) * (size_of(group) + 1) / 2 * width;
    return sum;
  }
  std::size_t covariance_at() const { return output_.parameters_size(); }
  std::size_t gain_at() const { return covariance_at() + covariance_size(); }
  std::size_t jacobian_at() const { return gain_at() + vector_size(unknowns_); }

  // Unknowns whose errors are taken to go together, in order of the parameters. Full: one group of all. Decoupled: of a diagonal network
  // one for each state or pair and one for the intercept, of a dense one one for each unit and one for the readout.
  bool is_full() const { return !settings_.decoupled; }
  int groups() const {
    if (is_full()) return 1;
    if (columns_ > 0) return n_ + 1;
    return (n_ + together - 1) / together + (output_.has_intercept() ? 1 : 0);
  }
  int states_of(int group) const { return group * together + together <= n_ ? together : n_ - group * together; }
  int size_of(int group) const {
    if (is_full()) return unknowns_;
    if (columns_ > 0) return group < n_ ? columns_ : output_.regressors();
    return group * together < n_ ? 2 * states_of(group) : 1;
  }
  int member(int group, int i) const {
    if (is_full()) return i;
    if (columns_ > 0) return group * columns_ + i;
    if (group * together >= n_) return unknowns_ - 1;
    const int states = states_of(group);
    return group * together + (i < states ? i : n_ + i - states);
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
      store_number(state, output_.parameter(i),
                   multiply_add(step, load_number<Number>(gain, i), load_number<Number>(state, output_.parameter(i))));
    double* p = state + covariance_at();
    for (int group = 0; group < groups(); ++group)
      for (int i = 0; i < size_of(group); ++i) {
        const int at = member(group, i);
        const Number gi = load_number<Number>(gain, at);
        const Number scaled = scale(gi, -inverse);
        for (int j = 0; j < i; ++j, p += width)
          store_number(p, 0, multiply_add(scaled, conjugate(load_number<Number>(gain, member(group, j))), load_number<Number>(p, 0)));
        // The diagonal is real, and its imaginary slots stay zero.
        const Real noise = at < output_.network() ? settings_.process_noise : settings_.process_noise_readout;
        store(p, 0, fused(-inverse, add_square(gi, broadcast(0.0)), load(p, 0)) + noise);
        p += width;
      }
  }

  const OutputJacobian<Model> output_;
  const KalmanSettings settings_;
  const int n_;
  const int unknowns_;
  const int columns_;  // weights that lead to a unit; 0 of a diagonal network
};

class KalmanRule final : public RecurrentRule {
 public:
  explicit KalmanRule(Fields& fields) {
    settings_.decoupled =
        fields.choice(
            {.name = "covariance",
             .help =
                 "of the errors of all that is learnt, or by groups: of each state's pole and its own weight (real data: of two states); of a dense network of the weights that lead to one unit, and of the readout",
             .choices = "full|decoupled",
             .fallback = "full"}) == 1;
    settings_.regularization =
        read_by_lane(fields, {.name = "regularization",
                              .help = "delta of the readout's variance at the start, 1/delta times that of the noise, as of rls",
                              .fallback = 1e-3,
                              .range = positive});
    settings_.network_variance = read_by_lane(
        fields,
        {.name = "network_variance",
         .help =
             "variance at the start of each pole (real data: coordinate), or of each weight and bias of a dense network, over that of the noise",
         .fallback = 1,
         .range = non_negative});
    settings_.process_noise =
        read_by_lane(fields, {.name = "process_noise",
                              .help = "variance that each of these gains at a sample, over that of the noise: networks that drift",
                              .fallback = 0,
                              .range = non_negative});
    settings_.process_noise_readout =
        read_by_lane(fields, {.name = "process_noise_readout",
                              .help = "variance that every weight of the readout gains at a sample, over that of the noise",
                              .fallback = 0,
                              .range = non_negative});
  }

  RuleSettings settings() const override { return {}; }
  LearningRule* make(const TrainerRequest& request) const override { return make_solver<Kalman>(request.network, request, settings_); }

 private:
  KalmanSettings settings_;
};

}  // namespace

RecurrentRule* read_kalman(Fields& fields) { return new KalmanRule(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
