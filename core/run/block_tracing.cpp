#include <algorithm>

#include "core/run/block_run.hpp"

namespace polesweep {

bool BlockRun::cut_for_trace(std::int64_t ahead, int& steps) {
  if (ahead > 1) {
    steps = static_cast<int>(std::min<std::int64_t>(steps, ahead - 1));
    return false;
  }
  steps = 1;
  keep_traced_weights();
  return true;
}

void BlockRun::keep_traced_weights() { learners_.front().predicting_weights(traced_weights_.data()); }

/// What is known of the traced run besides its sample.
TracedMoment BlockRun::traced_moment(const double* weights) const {
  const BlockLearner& learner = learners_.front();
  return {.network = *network_,
          .lanes = setting_.kernels.lanes,
          .network_weights = learner.trains_network() ? weights : network_->start().data(),
          .readout = weights + learner.network_size(),
          .feedback = learner.learner().fixed_feedback.data()};
}

void BlockRun::trace(std::int64_t position, int steps, const double* inputs, const double* observed, const double* clean) {
  const BlockLearner& learner = learners_.front();
  const auto step = static_cast<std::size_t>(steps) - 1;
  const std::size_t target_row = step * static_cast<std::size_t>(setting_.facts().outputs) * number();
  TracedMoment moment = traced_moment(traced_weights_.data());
  moment.input = inputs + step * static_cast<std::size_t>(setting_.facts().inputs) * number();
  moment.target = observed + target_row;
  moment.clean = clean ? clean + target_row : nullptr;
  moment.prediction = learner.predictions() + target_row;
  moment.states = learner.trains_network() ? learner.network_states() : rows_->states() + step * rows_->stride() * number();
  const std::int64_t updates = learner.updates();
  std::vector<double> loss(static_cast<std::size_t>(setting_.kernels.lanes));
  std::vector<double> norm(loss.size());
  if (updates > 0) moment.gradient = learner.last_update(loss.data(), norm.data());
  moment.loss = loss.front();
  moment.gradient_norm = norm.front();
  schedule_.trace->add_row(position, updates, moment);
}

void BlockRun::begin_trace() {
  traced_weights_ = Arena(learners_.front().weight_size());
  schedule_.trace->begin(trace_shape(learners_.front().learner(), network_->shape(), setting_.facts(), schedule_.regime));
}

void BlockRun::end_trace() {
  Arena weights(learners_.front().weight_size());
  learners_.front().weights_in_force(weights.data());
  schedule_.trace->end(traced_moment(weights.data()));
}

}  // namespace polesweep
