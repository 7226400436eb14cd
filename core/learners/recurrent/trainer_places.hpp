#pragma once

#include "core/block/number.hpp"
#include "core/learners/optimizers/parameters.hpp"
#include "core/learners/recurrent/estimator.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "core/learners/recurrent/trained_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// The estimators of a trainer: the rule's own, its shadows', and the exact one that they are compared with.
inline constexpr int most_estimators = most_shadows + 2;

/// They refer to the model.
struct TrainerEstimators {
  GradientEstimator* list[most_estimators] = {};  ///< the rule itself, then its shadows; owned
  int count = 0;
  int exact = -1;  ///< position of the exact one; -1 if nothing is compared

  double operations() const {
    double sum = 0;
    for (int e = 0; e < count; ++e) sum += list[e]->operations();
    return sum;
  }
};

/// Counters and sums at the start of a trainer's state, one block number each: samples since the last update, sum of losses since, then
/// what was measured: of the last update, and for every estimator the sums of its cosine and its norm ratio with the exact one.
enum TrainerSums { since, loss_sum, last_loss, last_norm, compared, cosines, trainer_sums = cosines + 2 * most_estimators };

/// The parameters that follow the gradient: the model's, and V [outputs][padded] where it has no rule of its own.
template <class Model>
ParameterLayout layout_of(const Model& model, const TrainedReadout<typename Model::Number>& readout, bool own_readout) {
  ParameterLayout layout;
  layout.complex_valued = slots<typename Model::Number> == 2;
  layout.size = model.parameters();
  layout.blocks[0] = model.poles_block();
  layout.blocks[1] = model.inputs_block();
  if (own_readout) return layout;
  layout.blocks[2] = {ParameterGroup::readout, layout.size, readout.outputs, readout.regressors, readout.padded};
  layout.size += static_cast<std::int64_t>(readout.outputs) * readout.padded;
  return layout;
}

/// Sizes of the parts of a trainer's state, in doubles; a part that is not kept has none.
struct TrainerSizes {
  std::size_t parameters = 0;     ///< of network and readout that follow the gradient
  std::size_t last_gradient = 0;  ///< kept for a trace
  std::size_t optimizer = 0;
  std::size_t averages = 0;  ///< all weights, as are those that enter the average
  std::size_t mask = 0;      ///< 1 for a weight that is trained, 0 for one that stays zero
  std::size_t work = 0;
  std::size_t carry = 0;
  std::size_t row = 0;
  std::size_t regressors = 0;
  std::size_t states = 0;
  std::size_t outputs = 0;
  std::size_t old_v = 0;  ///< the weights of a readout's own rule before its step
  std::size_t readout = 0;
  int estimator_count = 0;
  std::size_t estimators[most_estimators] = {};
};

/// Where the parts of the state begin, in doubles; found once, for the time loop asks for them at every sample.
struct TrainerPlaces {
  std::size_t theta, gradients, last_gradient, optimizer, average, fresh_weights, mask, work, carry, row, regressors, signal, pull, error,
      old_v, readout;
  std::size_t estimators[most_estimators];  ///< shadows first, the rule's own last
  std::size_t end;

  explicit TrainerPlaces(const TrainerSizes& sizes) {
    std::size_t next = 0;
    const auto take = [&](std::size_t size) {
      const std::size_t begin = next;
      next += size;
      return begin;
    };
    take(std::size_t{trainer_sums} * lanes);
    theta = take(sizes.parameters);
    gradients = take(sizes.estimator_count * sizes.parameters);
    last_gradient = take(sizes.last_gradient);
    optimizer = take(sizes.optimizer);
    average = take(sizes.averages);
    fresh_weights = take(sizes.averages);
    mask = take(sizes.mask);
    work = take(sizes.work);
    carry = take(sizes.carry);
    row = take(sizes.row);
    regressors = take(sizes.regressors);
    signal = take(sizes.states);
    pull = take(sizes.states);
    error = take(sizes.outputs);
    old_v = take(sizes.old_v);
    readout = take(sizes.readout);
    for (int e = 1; e < sizes.estimator_count; ++e) estimators[e] = take(sizes.estimators[e]);
    estimators[0] = take(sizes.estimators[0]);
    end = next;
  }
};

}  // namespace polesweep::POLESWEEP_KERNELS
