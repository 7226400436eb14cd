#pragma once

#include "core/learners/learning_rule.hpp"
#include "core/learners/optimizers/optimizer.hpp"
#include "core/learners/recurrent/entry.hpp"
#include "core/learners/recurrent/trained_model.hpp"
#include "core/learners/recurrent/trained_readout.hpp"
#include "core/learners/recurrent/trained_regressors.hpp"
#include "core/learners/recurrent/trainer_places.hpp"
#include "core/learners/recurrent/update_measures.hpp"
#include "core/learners/recurrent/weight_mask.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A network that learns together with its readout.
///
/// Within a sample: forward with the weights in force, predict, error e = y - d, readout (a rule of its own moves now, and the states are
/// told the error by its weights from before), traces and gradient, and where an update is due the optimizer moves everything that follows
/// the gradient at once. Estimators beside the first one are measured against `exact` and move nothing. An update that is not complete when
/// a segment ends is dropped.
///
/// Keeps, in this order: counters and sums, parameters (network, then V if it follows the gradient), gradients, for a trace that of the
/// last update, the optimizer's state, the average of the weights, the model's derived numbers and state, the readout rule's state, the
/// estimators' states.
template <TrainedModel Model>
class Trainer final : public LearningRule {
 public:
  using Number = typename Model::Number;
  static constexpr int width = Model::width;

  /// `update_every`: scored samples between two updates; 0: at the end of a batch.
  Trainer(const Model* model, const TrainerEstimators& estimators, const TrainerRequest& request, std::int64_t update_every)
      : model_(model),
        estimators_(estimators),
        update_every_(request.whole_batches ? 0 : update_every),
        mean_gradient_(request.mean_gradient),
        outputs_(request.readout.outputs),
        regressors_(request),
        keeps_average_(request.keeps_average),
        measures_gradient_(request.measures_gradient),
        keeps_gradient_(request.keeps_gradient),
        own_readout_(request.readout_rule),
        trained_readout_{outputs_, regressors_.count, regressors_.padded},
        layout_(layout_of(*model_, trained_readout_, own_readout_ != nullptr)),
        optimizer_(make_optimizer(request.optimizer.kind, *request.optimizer.fields, layout_)),
        mask_(request.network, model_->parameters(), model_->columns()),
        descends_(update_every_ == 1 && mask_.is_empty() && !mean_gradient_ && estimators.count == 1 && estimators.exact < 0 &&
                  optimizer_->is_plain() && estimators.list[0]->can_descend()),
        keeps_last_(keeps_average_ || measures_gradient_ || keeps_gradient_),
        at_(find_places()),
        measures_(layout_) {}
  /// By hand: what smart pointers and containers emit would stand outside the namespace of the kernels (core/block/lane.hpp).
  ~Trainer() override {
    for (int e = 0; e < estimators_.count; ++e) delete estimators_.list[e];
    delete own_readout_;
    delete optimizer_;
    delete model_;
  }

  std::size_t state_size() const override { return at_.end; }
  /// The rule's own estimator stands last, so that its tape is the end of the state.
  std::size_t tape_size() const override { return estimators_.list[0]->tape_size(); }

  void reset(double* state, const double* initial) const override {
    std::memset(state, 0, (state_size() - tape_size()) * sizeof(double));
    double* v = theta(state) + model_->parameters() * width;
    model_->read_weights(initial, theta(state), work(state));
    mask_.find(theta(state), state + at_.mask);
    const double* initial_v = initial + model_->weight_size();
    if (own_readout_)
      own_readout_->reset(readout(state), initial_v);
    else
      trained_readout_.read(initial_v, v);
    optimizer_->reset(optimizer(state));
    start_segment(state);
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    if (chunk.starts_segment) {
      end_segment(state);
      start_segment(state);
    }
    int t = 0;
    if constexpr (requires { &Model::fuses; })
      if (chunk.scored && !chunk.loss_weights && fuses(state)) {
        t = chunk.steps - (keeps_last_ ? 1 : 0);
        advance_fused(state, chunk, t);
      }
    if constexpr (requires { &Model::record; })
      if (double* tape = estimators_.list[0]->tape(estimator(state, 0)); tape && chunk.scored) return advance_on_tape(state, chunk, tape);
    for (; t < chunk.steps; ++t) {
      double* row = estimators_.list[0]->row(estimator(state, 0), state + at_.row);
      model_->forward(theta(state), work(state), carry(state), chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * width, row);
      if (chunk.scored) learn(state, chunk, t, row);
    }
  }

  void restored(double* state) const override { model_->regroup(work(state)); }

  void finish_batch(double* state, double terms) const override {
    end_segment(state);
    if (update_every_ == 0) update(state, terms, true);
  }

  void weights(const double* state, double* out) const override { write_weights(state, out); }
  bool factor(const double* state, double* out) const override { return own_readout_ && own_readout_->factor(readout(state), out); }

  bool averaged_weights(const double* state, double* out) const override {
    if (!keeps_average_) return false;
    if (optimizer_->updates(optimizer(state)) > optimizer_->average_from())
      std::memcpy(out, state + at_.average, all_weights_size() * sizeof(double));
    else
      weights(state, out);
    return true;
  }

  std::int64_t samples_per_update() const override { return update_every_; }

  bool last_update(const double* state, double* loss, double* gradient_norm) const override {
    if (!measures_gradient_) return false;
    measures_.last_update(state, loss, gradient_norm);
    return true;
  }

  const ParameterLayout* gradient_layout() const override { return &layout_; }
  const double* last_gradient(const double* state) const override { return keeps_gradient_ ? state + at_.last_gradient : nullptr; }
  bool fixed_feedback(double* out) const override { return estimators_.list[0]->fixed_feedback(out); }
  const double* network_states(const double* state) const override { return model_->activities(state + at_.carry); }

  std::size_t alignment(const double* state, double* cosine, double* ratio) const override {
    if (estimators_.exact < 0) return 0;
    const int rules = estimators_.exact == 0 ? estimators_.count : estimators_.count - 1;  // the exact one stands last
    measures_.alignment(state, rules, cosine, ratio);
    return static_cast<std::size_t>(rules);
  }

  std::int64_t updates(const double* state, std::int64_t) const override {
    return static_cast<std::int64_t>(optimizer_->updates(optimizer(state)));
  }

  double operations_per_sample() const override {
    const double per_number = slots<Number> == 1 ? 2 : 8;
    const double n = model_->states();
    double sum = model_->forward_operations();
    sum += own_readout_ ? own_readout_->operations_per_sample() + own_readout_->operations_per_measurement()
                        : 2 * per_number * outputs_ * regressors_.count;
    sum += per_number * outputs_ * n;
    sum += estimators_.operations();
    return update_every_ > 0 ? sum + optimizer_->operations() / static_cast<double>(update_every_) : sum;
  }

 private:
  std::size_t vector_size() const { return static_cast<std::size_t>(layout_.size) * width; }
  std::size_t states_size() const { return static_cast<std::size_t>(model_->states()) * width; }
  std::size_t v_size() const { return static_cast<std::size_t>(outputs_) * regressors_.count * width; }
  std::size_t all_weights_size() const { return model_->weight_size() + v_size(); }

  TrainerPlaces find_places() const {
    TrainerSizes sizes;
    sizes.parameters = vector_size();
    sizes.states = states_size();
    sizes.regressors = static_cast<std::size_t>(regressors_.padded) * width;
    sizes.outputs = static_cast<std::size_t>(outputs_) * width;
    sizes.optimizer = optimizer_->state_size();
    sizes.mask = mask_.size();
    sizes.work = model_->work_size();
    sizes.carry = model_->carry_size();
    sizes.row = model_->row_size();
    sizes.last_gradient = keeps_gradient_ ? vector_size() : 0;
    sizes.averages = keeps_average_ ? all_weights_size() : 0;
    sizes.old_v = own_readout_ ? v_size() : 0;
    sizes.readout = own_readout_ ? own_readout_->state_size() : 0;
    sizes.estimator_count = estimators_.count;
    for (int e = 0; e < estimators_.count; ++e) sizes.estimators[e] = estimators_.list[e]->state_size();
    return TrainerPlaces(sizes);
  }

  template <class Double>
  Double* theta(Double* state) const {
    return state + at_.theta;
  }
  double* gradient(double* state, int e) const { return state + at_.gradients + e * vector_size(); }
  template <class Double>
  Double* optimizer(Double* state) const {
    return state + at_.optimizer;
  }
  template <class Double>
  Double* work(Double* state) const {
    return state + at_.work;
  }
  double* carry(double* state) const { return state + at_.carry; }
  double* signal(double* state) const { return state + at_.signal; }
  double* pull(double* state) const { return state + at_.pull; }
  double* error(double* state) const { return state + at_.error; }
  template <class Double>
  Double* readout(Double* state) const {
    return state + at_.readout;
  }
  double* estimator(double* state, int e) const { return state + at_.estimators[e]; }

  void start_segment(double* state) const {
    if (update_every_ > 1 && state[since * lanes] > 0) {
      store(state, since, broadcast(0.0));
      store(state, loss_sum, broadcast(0.0));
      clear_gradients(state);
    }
    model_->start(carry(state));
    for (int e = 0; e < estimators_.count; ++e) estimators_.list[e]->start(estimator(state, e));
  }

  void end_segment(double* state) const {
    if (update_every_ > 0) return;
    for (int e = 0; e < estimators_.count; ++e)
      estimators_.list[e]->finish(estimator(state, e), theta(state), work(state), gradient(state, e));
  }

  /// The regressors of sample t of a chunk, with states h.
  const double* assemble(double* state, const LearningChunk& chunk, int t, const double* h) const {
    return regressors_.assemble(h, chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * width, state + at_.regressors);
  }

  /// Whether loss and gradient of the update that sample t belongs to are kept. Where every sample makes one, those of the last sample of a
  /// chunk are, for marks and breaks come between chunks.
  bool tells(const LearningChunk& chunk, int t) const { return update_every_ != 1 || t + 1 == chunk.steps; }

  /// Predicts sample t of a chunk from its regressors and stores its errors; a readout of its own rule moves. Returns the readout's weights
  /// that the error goes through.
  const double* predict(double* state, const LearningChunk& chunk, int t, const double* s) const {
    const double weight = chunk.loss_weights ? chunk.loss_weights[t] : 1;
    const double* targets = chunk.targets + static_cast<std::int64_t>(t) * outputs_ * width;
    double* predictions = chunk.predictions + static_cast<std::int64_t>(t) * outputs_ * width;
    const double* v = theta(state) + model_->parameters() * width;
    if (own_readout_)
      v = predict_and_move(state, s, targets, predictions);
    else
      trained_readout_.predict(v, s, predictions);
    const Real square = trained_readout_.errors(predictions, targets, weight, error(state));
    if (measures_gradient_ && tells(chunk, t)) store(state, loss_sum, fused(square, broadcast(0.5 * weight), load(state, loss_sum)));
    return v;
  }

  /// Weights that move at the end of a batch only: the states of a whole chunk are known before its errors.
  void advance_on_tape(double* state, const LearningChunk& chunk, double* tape) const {
    const std::int64_t row = static_cast<std::int64_t>(model_->columns()) * width;
    model_->record(theta(state), carry(state), chunk.rows, chunk.steps, tape);
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = assemble(state, chunk, t, tape + (t + 1) * row);
      const double* v = predict(state, chunk, t, s);
      if (!own_readout_) trained_readout_.add_gradient(error(state), s, gradient(state, 0) + model_->parameters() * width, true);
      store(state, since, load(state, since) + broadcast(1.0));
      StepView view{.theta = theta(state), .work = work(state), .error = error(state)};
      if (own_readout_) view.pull = carry_error(state, v);
      estimators_.list[0]->step(estimator(state, 0), view, gradient(state, 0), true);
    }
  }

  void learn(double* state, const LearningChunk& chunk, int t, const double* row) const {
    const double* s = assemble(state, chunk, t, model_->activities(carry(state)));
    const double* v = predict(state, chunk, t, s);
    const double* q = carry_error(state, v);
    StepView view{theta(state), work(state), row, carry(state), signal(state), q, error(state), mask_.of(state + at_.mask)};
    const bool told = tells(chunk, t);
    if (descends_ && !(told && keeps_last_)) return descend(state, s, view);
    const bool add = update_every_ != 1;
    if (!own_readout_) trained_readout_.add_gradient(error(state), s, gradient(state, 0) + model_->parameters() * width, add);
    store(state, since, load(state, since) + broadcast(1.0));
    for (int e = 0; e < estimators_.count; ++e) estimators_.list[e]->step(estimator(state, e), view, gradient(state, e), add || e > 0);
    if (update_every_ > 0 && state[since * lanes] >= static_cast<double>(update_every_))
      update(state, mean_gradient_ ? static_cast<double>(update_every_) : 1, told);
  }

  bool fuses(const double* state) const {
    return descends_ && outputs_ == 1 && !own_readout_ && regressors_.count == model_->states() && estimators_.list[0]->is_exact_trace() &&
           model_->fuses(work(state));
  }

  /// The first `steps` of a chunk.
  void advance_fused(double* state, const LearningChunk& chunk, int steps) const {
    double* v = theta(state) + model_->parameters() * width;
    double* traces = estimator(state, 0);
    double* moments = optimizer(state);
    const auto pass = model_->fused_pass();
    for (int t = 0; t < steps; ++t) {
      const double* x = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * width;
      const Number y = pass.forward(theta(state), carry(state), x, traces, v);
      store_number(chunk.predictions, t, y);
      const Optimizer::Rates rates = optimizer_->rates(moments);
      pass.descend(carry(state), traces, v, minus(y, load_number<Number>(chunk.targets, t)),
                   {.theta = theta(state),
                    .work = work(state),
                    .poles = rates.of[static_cast<int>(ParameterGroup::poles)],
                    .inputs = rates.of[static_cast<int>(ParameterGroup::inputs)]},
                   rates.of[static_cast<int>(ParameterGroup::readout)]);
      optimizer_->count_update(moments);
      if (!keeps_average_) continue;
      model_->realise(theta(state), work(state));
      add_to_average(state);
    }
    model_->realise(theta(state), work(state));
  }

  /// Plain descent: everything moves as its gradient becomes known, with the bits of `step` and the optimizer's update.
  void descend(double* state, const double* s, const StepView& view) const {
    double* moments = optimizer(state);
    const Optimizer::Rates rates = optimizer_->rates(moments);
    if (!own_readout_) {
      double* v = theta(state) + model_->parameters() * width;
      trained_readout_.descend(view.error, s, rates.of[static_cast<int>(ParameterGroup::readout)], v);
    }
    estimators_.list[0]->descend(estimator(state, 0), view,
                                 {.theta = theta(state),
                                  .work = work(state),
                                  .poles = rates.of[static_cast<int>(ParameterGroup::poles)],
                                  .inputs = rates.of[static_cast<int>(ParameterGroup::inputs)]});
    optimizer_->count_update(moments);
    add_to_average(state);
  }

  /// A readout rule of its own predicts and moves at every sample; the error goes to the states by the weights from before [outputs x
  /// regressors].
  const double* predict_and_move(double* state, const double* s, const double* targets, double* predictions) const {
    double* before = state + at_.old_v;
    own_readout_->weights(readout(state), before);
    own_readout_->advance(readout(state),
                          {.steps = 1, .rows = s, .stride = regressors_.padded, .targets = targets, .predictions = predictions});
    return before;
  }

  /// dL/dstate, after dL/dh by the readout's weights v.
  const double* carry_error(double* state, const double* v) const {
    trained_readout_.carry_back(v, own_readout_ ? regressors_.count : regressors_.padded, error(state), model_->states(),
                                regressors_.widely_linear, signal(state));
    if (!model_->network().leak_on_voltage) return signal(state);
    std::memcpy(pull(state), signal(state), states_size() * sizeof(double));
    model_->to_state(carry(state), pull(state));
    return pull(state);
  }

  /// `told`: of its loss and gradient.
  void update(double* state, double divisor, bool told) const {
    for (int e = 0; e < estimators_.count; ++e) model_->to_coordinates(theta(state), work(state), gradient(state, e));
    mask_.apply(state + at_.mask, gradient(state, 0), estimators_.count, vector_size());
    const double* gradients = gradient(state, 0);
    if (estimators_.exact >= 0) measures_.compare(state, gradients, estimators_.count, estimators_.exact);
    if (told && measures_gradient_) measures_.take_update(state, gradients, divisor, update_every_ > 0 ? state[since * lanes] : divisor);
    if (told && keeps_gradient_) measures_.copy_gradient(gradients, divisor, state + at_.last_gradient);
    optimizer_->update(optimizer(state), theta(state), gradient(state, 0), divisor);
    model_->realise(theta(state), work(state));
    add_to_average(state);
    store(state, since, broadcast(0.0));
    clear_gradients(state);
  }

  /// The rule's own is overwritten at every sample where that is an update.
  void clear_gradients(double* state) const {
    const int first = update_every_ == 1 ? 1 : 0;
    std::memset(gradient(state, first), 0, (estimators_.count - first) * vector_size() * sizeof(double));
  }

  void add_to_average(double* state) const {
    if (!keeps_average_) return;
    const double count = optimizer_->updates(optimizer(state)) - optimizer_->average_from();
    if (count < 1) return;
    weights(state, state + at_.fresh_weights);
    measures_.add_to_mean(state + at_.fresh_weights, count, all_weights_size(), state + at_.average);
  }

  void write_weights(const double* state, double* out) const {
    const double* parameters = theta(state);
    model_->write_weights(parameters, work(state), out);
    out += model_->weight_size();
    if (own_readout_) return own_readout_->weights(readout(state), out);
    const double* v = parameters + model_->parameters() * width;
    trained_readout_.write(v, out);
  }

  const Model* model_;
  const TrainerEstimators estimators_;
  const std::int64_t update_every_;
  const bool mean_gradient_;
  const int outputs_;
  const TrainedRegressors<Number> regressors_;
  const bool keeps_average_;
  const bool measures_gradient_;
  const bool keeps_gradient_;
  const LearningRule* own_readout_;
  const TrainedReadout<Number> trained_readout_;
  const ParameterLayout layout_;
  const Optimizer* optimizer_;
  const WeightMask<Number> mask_;
  const bool descends_;    ///< updates are made in place of gradients
  const bool keeps_last_;  ///< but for the last of a chunk, whose gradient the state keeps
  const TrainerPlaces at_;
  const UpdateMeasures<Number> measures_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
