#pragma once

#include "core/learners/learning_rule.hpp"
#include "core/learners/recurrent/gradient_rule.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A network with one output that is solved for instead of descended along: its forward pass, and the derivatives of the output by all that
/// is learnt, unknown by unknown: of a diagonal network the poles (its input weights are redundant beside a free readout), of a dense one
/// all weights and biases; then the readout. They come from the exact gradient, whose error is the output itself. Of complex networks the
/// output must be holomorphic in the unknowns.
///
/// Parameters: the network's, then V. Keeps, in this order: the derivatives, whose end holds the regressors; dL/dstate; the gradient; the
/// influence; the model's derived numbers, state and record of a step.
template <TrainedModel Model>
class OutputJacobian {
 public:
  using Number = typename Model::Number;
  static constexpr int width = Model::width;

  OutputJacobian(const Model* model, const TrainerRequest& request)
      : model_(model),
        exact_(make_exact_estimator(*model)),
        states_(request.network.states),
        regressors_(request.readout.regressors),
        intercept_(request.readout.has_intercept),
        network_(request.network.diagonal ? states_ : static_cast<int>(model->parameters())) {}
  ~OutputJacobian() {
    delete exact_;
    delete model_;
  }

  const Model& model() const { return *model_; }
  int states() const { return states_; }
  int regressors() const { return regressors_; }
  bool has_intercept() const { return intercept_; }
  /// Unknowns of the network, which stand first.
  int network() const { return network_; }
  int unknowns() const { return network_ + regressors_; }
  /// The parameter that is an unknown.
  std::int64_t parameter(int unknown) const { return unknown < network_ ? unknown : model_->parameters() + unknown - network_; }

  std::size_t network_size() const { return static_cast<std::size_t>(model_->parameters()) * width; }
  std::size_t parameters_size() const { return network_size() + vector_size(regressors_); }
  std::size_t size() const { return row_at() + model_->row_size(); }

  /// `kept` is what this keeps [size()], of zeros.
  void reset(double* parameters, double* kept, const double* initial) const {
    model_->read_weights(initial, parameters, work(kept));
    std::memcpy(parameters + network_size(), initial + model_->weight_size(), vector_size(regressors_) * sizeof(double));
  }
  void start(double* kept) const {
    model_->start(kept + carry_at());
    exact_->start(kept + exact_at());
  }
  void forward(const double* parameters, double* kept, const double* x) const {
    model_->forward(parameters, work(kept), kept + carry_at(), x, kept + row_at());
  }

  /// After the step: returns the output, and writes its derivatives.
  Number derive(const double* parameters, double* kept) const {
    const double* v = parameters + network_size();
    double* s = kept + vector_size(network_);
    double* pull = kept + pull_at();
    std::memcpy(s, model_->activities(kept + carry_at()), vector_size(states_) * sizeof(double));
    if (intercept_) store(s, static_cast<std::int64_t>(regressors_ - 1) * slots<Number>, broadcast(1.0));
    for (int i = 0; i < states_; ++i) store_number(pull, i, conjugate(load_number<Number>(v, i)));
    model_->to_state(kept + carry_at(), pull);
    exact_->step(kept + exact_at(),
                 {.theta = parameters, .work = work(kept), .row = kept + row_at(), .carry = kept + carry_at(), .pull = pull},
                 kept + gradient_at(), false);
    for (int i = 0; i < network_; ++i) store_number(kept, i, conjugate(load_number<Number>(kept + gradient_at(), i)));
    return dot<Number>(v, s, regressors_);
  }

  double* work(double* kept) const { return kept + work_at(); }
  const double* work(const double* kept) const { return kept + work_at(); }
  const double* activities(const double* kept) const { return model_->activities(kept + carry_at()); }
  void write_weights(const double* parameters, const double* kept, double* out) const {
    model_->write_weights(parameters, work(kept), out);
    std::memcpy(out + model_->weight_size(), parameters + network_size(), vector_size(regressors_) * sizeof(double));
  }

  /// Of a step with the derivatives.
  double operations() const { return model_->forward_operations() + (slots<Number> == 1 ? 2 : 8) * regressors_ + exact_->operations(); }

 private:
  std::size_t vector_size(int numbers) const { return static_cast<std::size_t>(numbers) * width; }
  std::size_t pull_at() const { return vector_size(unknowns()); }
  std::size_t gradient_at() const { return pull_at() + vector_size(states_); }
  std::size_t exact_at() const { return gradient_at() + network_size(); }
  std::size_t work_at() const { return exact_at() + exact_->state_size(); }
  std::size_t carry_at() const { return work_at() + model_->work_size(); }
  std::size_t row_at() const { return carry_at() + model_->carry_size(); }

  const Model* model_;
  const GradientEstimator* exact_;
  const int states_;
  const int regressors_;
  const bool intercept_;
  const int network_;
};

/// The rule on the kind of network that is asked for.
template <template <class> class Rule, class... Settings>
LearningRule* make_solver(const NetworkShape& network, const TrainerRequest& request, const Settings&... settings) {
  return on_model(network, {},
                  [&]<class Model>(const Model* model) -> LearningRule* { return new Rule<Model>(model, request, settings...); });
}

}  // namespace polesweep::POLESWEEP_KERNELS
