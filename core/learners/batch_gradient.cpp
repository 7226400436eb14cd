#include "core/learners/batch_gradient.hpp"

#include <stdexcept>
#include <utility>

#include "core/learners/block_learner.hpp"
#include "core/learners/recurrent/entry.hpp"

namespace polesweep {
namespace {

/// Two rules have exact gradients: one can stream, for it carries traces, which a diagonal network makes cheap; the other keeps a tape.
const RecurrentEntry& exact_rule(const NetworkShape& network, const KernelSet& kernels) {
  for (const RecurrentEntry* entry = kernels.recurrent; entry->card.name; ++entry)
    if (entry->needs.mode_equations == ModeEquations::exact && entry->needs.streams == network.diagonal) return *entry;
  throw std::logic_error("no rule with an exact gradient");
}

constexpr double not_counted[BlockLearner::longest_chunk] = {};

}  // namespace

BatchGradient::BatchGradient(const Learner& learner, const NetworkShape& network, std::int64_t longest, const KernelSet& kernels,
                             std::function<void()> rest)
    : kernels_(kernels),
      rest_(std::move(rest)),
      predictions_(static_cast<std::size_t>(BlockLearner::longest_chunk) * learner.shape.outputs * (network.complex_valued ? 2 : 1) *
                   kernels.lanes),
      loss_(static_cast<std::size_t>(kernels.lanes)) {
  const FieldValues values{{"train_bias", learner.moves_bias}};
  Fields fields(values);
  const std::unique_ptr<RecurrentRule> rule(exact_rule(network, kernels).read(fields));
  Fields of_optimizer;  // the first of the table, with its defaults
  const char* optimizer = kernels.describe_optimizer(0, of_optimizer)->name;
  rule_.reset(rule->make({.network = network,
                          .readout = learner.shape,
                          .widely_linear = learner.regressors.widely_linear,
                          .optimizer = {optimizer, &of_optimizer, false},
                          .whole_batches = true,
                          .mean_gradient = true,
                          .measures_gradient = true,
                          .longest_segment = longest,
                          .rest = {.call =
                                       [](void* object) {
                                         if (const auto& rest = *static_cast<std::function<void()>*>(object)) rest();
                                       },
                                   .object = &rest_}}));
}

std::size_t BatchGradient::size() const { return rule_->state_size() + predictions_.size(); }

void BatchGradient::begin(const double* weights) {
  if (state_.size() == 0) state_ = Arena(rule_->state_size());
  rule_->reset(state_.data(), weights);
  counted_ = 0;
}

void BatchGradient::add(LearningChunk chunk) {
  if (chunk.scored)
    counted_ += chunk.steps;
  else
    chunk.loss_weights = not_counted;
  chunk.scored = true;
  chunk.predictions = predictions_.data();
  rule_->advance(state_.data(), chunk);
}

void BatchGradient::finish(double* norms) {
  rule_->finish_batch(state_.data(), counted_);
  rule_->last_update(state_.data(), loss_.data(), norms);
  // The rule's loss is half of the squared error.
  for (int lane = 0; lane < kernels_.lanes; ++lane) norms[lane] *= 2;
}

}  // namespace polesweep
