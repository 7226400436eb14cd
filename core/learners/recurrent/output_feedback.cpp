#include <cstring>

#include "core/block/forward.hpp"
#include "core/learners/lane_fields.hpp"
#include "core/learners/recurrent/entry.hpp"
#include "core/learners/recurrent/trained_regressors.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

constexpr Range scales{.low = 0, .high = 1e6};

/// A network that stays as it is, apart from its outputs, which are fed back to it as inputs of the next sample:
/// a_t = W h_(t-1) + W_in x_t + b + B z_(t-1) with the output z = y of the weights in force, or the target, z = d (teacher forcing). The
/// readout moves by a rule of its own. With y = V h the test's network, where y is fed back and V stands still, has the recurrent matrix
/// W + B V, which is what `weights` writes; an intercept goes to its bias.
///
/// Keeps, in this order: W, W_in, B and b as the weights of a network that sees x and z [states x (states + inputs + outputs + 1)], the
/// state of that network, its activities h, [x; z], regressors, V as the readout's rule writes it, and that rule's state.
template <class Number>
class OutputFeedback final : public LearningRule {
 public:
  static constexpr int width = slots<Number> * lanes;

  OutputFeedback(const TrainerRequest& request, Real feedback_scale, bool forces)
      : n_(request.network.states),
        inputs_(request.network.inputs),
        outputs_(request.readout.outputs),
        network_(with_outputs_as_inputs(request)),
        regressors_(request),
        feedback_(request.feedback),
        feedback_scale_(feedback_scale),
        forces_(forces),
        readout_rule_(request.readout_rule) {}
  /// By hand: what smart pointers emit would stand outside the namespace of the kernels (core/block/lane.hpp).
  ~OutputFeedback() override { delete readout_rule_; }

  std::size_t state_size() const override { return readout_at() + readout_rule_->state_size(); }

  void reset(double* state, const double* initial) const override {
    std::memset(state, 0, readout_at() * sizeof(double));
    const std::size_t row = static_cast<std::size_t>(n_ + inputs_ + 1) * width;
    for (int i = 0; i < n_; ++i) {
      double* to = state + static_cast<std::size_t>(i) * columns() * width;
      const double* from = initial + static_cast<std::size_t>(i) * row;
      std::memcpy(to, from, sizeof(double) * static_cast<std::size_t>(n_ + inputs_) * width);
      for (int k = 0; k < outputs_; ++k)
        store_number(to, n_ + inputs_ + k,
                     scale(load_number<Number>(feedback_, static_cast<std::int64_t>(i) * outputs_ + k), feedback_scale_));
      store_number(to, columns() - 1, load_number<Number>(from, n_ + inputs_));
    }
    readout_rule_->reset(state + readout_at(), initial + static_cast<std::size_t>(n_) * row);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    if (chunk.starts_segment) start_segment(state);
    double* seen = state + seen_at();
    for (int t = 0; t < chunk.steps; ++t) {
      std::memcpy(seen, chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * width, sizeof(double) * inputs_ * width);
      double* h = state + activities_at();
      dense_forward<Number>({network_, state}, {.steps = 1, .inputs = seen, .states = h, .stride = n_, .state = state + network_at()});
      const double* s = regressors_.assemble(h, seen, state + regressors_at());
      const double* targets = chunk.targets + static_cast<std::int64_t>(t) * outputs_ * width;
      double* fed = seen + static_cast<std::size_t>(inputs_) * width;
      if (chunk.scored) {
        double* predictions = chunk.predictions + static_cast<std::int64_t>(t) * outputs_ * width;
        readout_rule_->advance(state + readout_at(),
                               {.steps = 1, .rows = s, .stride = regressors_.padded, .targets = targets, .predictions = predictions});
        std::memcpy(fed, forces_ ? targets : predictions, sizeof(double) * outputs_ * width);
      } else if (forces_) {
        std::memcpy(fed, targets, sizeof(double) * outputs_ * width);
      } else {
        read_out(state, s, fed);
      }
    }
  }

  void weights(const double* state, double* out) const override {
    const std::size_t row = static_cast<std::size_t>(n_ + inputs_ + 1);
    double* v = out + static_cast<std::size_t>(n_) * row * width;
    readout_rule_->weights(state + readout_at(), v);
    for (int i = 0; i < n_; ++i) {
      const double* from = state + static_cast<std::size_t>(i) * columns() * width;
      double* to = out + static_cast<std::size_t>(i) * row * width;
      for (int j = 0; j < n_; ++j) store_number(to, j, with_feedback(from, j, v, j));
      std::memcpy(to + static_cast<std::size_t>(n_) * width, from + static_cast<std::size_t>(n_) * width, sizeof(double) * inputs_ * width);
      store_number(
          to, n_ + inputs_,
          regressors_.intercept ? with_feedback(from, columns() - 1, v, regressors_.count - 1) : load_number<Number>(from, columns() - 1));
    }
  }

  bool factor(const double* state, double* out) const override { return readout_rule_->factor(state + readout_at(), out); }
  bool predicts() const override { return readout_rule_->predicts(); }
  const double* network_states(const double* state) const override { return state + activities_at(); }
  void restored(double* state) const override { readout_rule_->restored(state + readout_at()); }

  double operations_per_sample() const override {
    return (slots<Number> == 1 ? 2.0 : 8.0) * n_ * (n_ + inputs_ + outputs_) + readout_rule_->operations_per_sample();
  }
  double operations_per_measurement() const override {
    return (slots<Number> == 1 ? 2.0 : 8.0) * n_ * n_ * outputs_ + readout_rule_->operations_per_measurement();
  }

 private:
  static NetworkShape with_outputs_as_inputs(const TrainerRequest& request) {
    NetworkShape network = request.network;
    network.inputs += request.readout.outputs;
    return network;
  }

  int columns() const { return n_ + inputs_ + outputs_ + 1; }
  std::size_t network_at() const { return static_cast<std::size_t>(n_) * columns() * width; }
  std::size_t activities_at() const { return network_at() + static_cast<std::size_t>(n_) * width * (network_.leak_on_voltage ? 2 : 1); }
  std::size_t seen_at() const { return activities_at() + static_cast<std::size_t>(n_) * width; }
  std::size_t regressors_at() const { return seen_at() + static_cast<std::size_t>(inputs_ + outputs_) * width; }
  std::size_t v_at() const { return regressors_at() + static_cast<std::size_t>(regressors_.padded) * width; }
  std::size_t readout_at() const { return v_at() + static_cast<std::size_t>(outputs_) * regressors_.count * width; }

  /// What is read out of the state before the first sample, which a voltage of zero or an intercept gives, is fed back to it.
  void start_segment(double* state) const {
    std::memset(state + network_at(), 0, sizeof(double) * (regressors_at() - network_at()));
    if (forces_) return;
    double* h = state + activities_at();
    if (network_.leak_on_voltage)
      for (int i = 0; i < n_; ++i) store_number(h, i, activate(network_, zero<Number>()));
    const double* s = regressors_.assemble(h, state + seen_at(), state + regressors_at());
    read_out(state, s, state + seen_at() + static_cast<std::size_t>(inputs_) * width);
  }

  /// y = V s where the readout's rule is not asked, [outputs].
  void read_out(double* state, const double* s, double* out) const {
    double* v = state + v_at();
    readout_rule_->weights(state + readout_at(), v);
    for (int k = 0; k < outputs_; ++k)
      store_number(out, k, dot<Number>(v + static_cast<std::int64_t>(k) * regressors_.count * width, s, regressors_.count));
  }

  /// A weight of a unit's row and what comes through the outputs from regressor j.
  POLESWEEP_INLINE Number with_feedback(const double* from, int column, const double* v, int j) const {
    Number sum = load_number<Number>(from, column);
    for (int k = 0; k < outputs_; ++k)
      sum = multiply_add(load_number<Number>(from, n_ + inputs_ + k),
                         load_number<Number>(v, static_cast<std::int64_t>(k) * regressors_.count + j), sum);
    return sum;
  }

  const int n_;
  const int inputs_;
  const int outputs_;
  const NetworkShape network_;  ///< with the outputs behind the inputs
  const TrainedRegressors<Number> regressors_;
  const double* feedback_;  ///< of unit variance [states x outputs]
  const Real feedback_scale_;
  const bool forces_;
  const LearningRule* readout_rule_;
};

class OutputFeedbackRule final : public RecurrentRule {
 public:
  explicit OutputFeedbackRule(Fields& fields)
      : feedback_scale_(read_by_lane(fields, {.name = "feedback_scale",
                                              .help = "standard deviation of the weights that feed outputs back",
                                              .fallback = 1,
                                              .range = scales})),
        forces_(fields.choice(
                    {.name = "feed_back",
                     .help = "while it learns, what is fed back: output, the readout's own (FORCE), or target, what it should have been "
                             "(teacher forcing). A test feeds back outputs",
                     .choices = "output|target",
                     .fallback = "output"}) == 1) {}

  RuleSettings settings() const override { return {.trains_bias = false, .needs_predictions = !forces_}; }
  LearningRule* make(const TrainerRequest& request) const override {
    if (request.network.complex_valued) return new OutputFeedback<Complex>(request, feedback_scale_, forces_);
    return new OutputFeedback<Real>(request, feedback_scale_, forces_);
  }

 private:
  const Real feedback_scale_;
  const bool forces_;
};

}  // namespace

RecurrentRule* read_output_feedback(Fields& fields) { return new OutputFeedbackRule(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
