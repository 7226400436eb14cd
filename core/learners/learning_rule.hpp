#pragma once

#include <cstddef>
#include <cstdint>

#include "core/learners/optimizers/parameters.hpp"

namespace polesweep {

/// Some steps of a block in time order. Numbers are real or complex after the shape, run index fastest.
struct LearningChunk {
  int steps = 0;
  const double* rows = nullptr;          ///< [steps][stride]: regressors of a readout (padded with zeros), inputs of a whole network
  int stride = 0;                        ///< numbers from one step's row to the next
  const double* targets = nullptr;       ///< [steps][outputs]
  double* predictions = nullptr;         ///< [steps][outputs], written: what was predicted before the target was seen
  bool scored = true;                    ///< false: washout, which drives a network's state only; readouts are not given it
  bool starts_segment = false;           ///< the network's state is zero before this chunk
  const double* loss_weights = nullptr;  ///< [steps], the same for all runs: factors of the samples' losses; none where all are 1
};

/// A rule that learns, for a block of runs: a readout y = V s, or a network together with its readout. The object holds settings only;
/// everything that changes lives in `state_size()` doubles that the caller owns, so that saving, restoring, resetting and comparing are
/// copies.
///
/// Within a step: predict, error, traces, gradient, update.
class LearningRule {
 public:
  LearningRule() = default;
  LearningRule(const LearningRule&) = delete;
  LearningRule& operator=(const LearningRule&) = delete;
  virtual ~LearningRule();

  virtual std::size_t state_size() const = 0;
  /// Of these the doubles at the end that are only added to until a batch ends, so that a copy made within a batch need not hold them.
  virtual std::size_t tape_size() const;
  /// Starts all runs of the block from the weights `initial`, laid out as `weights` writes them (nullptr: zero).
  virtual void reset(double* state, const double* initial) const = 0;
  virtual void advance(double* state, const LearningChunk& chunk) const = 0;
  /// After the state of every run has been put back by itself: derives anew what depends on all runs of the block together. All else in a
  /// state belongs to one lane, and its number of doubles per lane is the same for all kernels.
  virtual void restored(double* state) const;
  /// The weights in force: of a network first (as `Network` lays them out), then V [outputs x regressors]. Ridge solves for them here and
  /// leaves the state as it is.
  virtual void weights(const double* state, double* out) const = 0;
  /// Polyak-Ruppert averages of the weights over the updates so far; false where the rule keeps none.
  virtual bool averaged_weights(const double* state, double* out) const;
  /// The triangular factor [R, Z] that V solves R V^T = Z with, weights of the samples and regularisation included, row-major [regressors x
  /// (regressors + outputs)]. False where the rule keeps none.
  virtual bool factor(const double* state, double* out) const;
  /// Whether the state follows from the samples alone, whatever the real-valued fields: runs that differ in these can keep one state.
  virtual bool shares_state() const;
  /// Whether `advance` predicts before it sees a target. Without that there is no prequential risk and no initial readout.
  virtual bool predicts() const;

  /// Scored samples between two updates; 0 where the weights move at the end of a batch only.
  virtual std::int64_t samples_per_update() const;
  /// The end of a batch of `terms` loss terms: of a pass through the samples, or of the sequences of one update.
  virtual void finish_batch(double* state, double terms) const;

  /// What rules that follow a gradient tell of their last update, for each run [lanes]: the mean of |e|^2/2 over its loss terms, and the
  /// norm of the gradient. False where there is no gradient.
  virtual bool last_update(const double* state, double* loss, double* gradient_norm) const;
  /// Means over the updates so far of the cosine and of the norm ratio between a rule's gradient and the exact one; rule 0 is the rule
  /// itself, then its shadows [1 + shadows][lanes]. Answers with their number, 0 where it was not asked for.
  virtual std::size_t alignment(const double* state, double* cosine, double* ratio) const;
  /// What a trace shows beside the weights, run index fastest. Where a rule has nothing of the kind, or was not asked to keep it: nullptr.
  ///
  /// The parameters that follow a gradient.
  virtual const ParameterLayout* gradient_layout() const;
  /// The gradient of the last update in that layout, of the mean loss where updates take a mean, before any clipping.
  virtual const double* last_gradient(const double* state) const;
  /// The weights that carry the error to the states in place of the readout's [states x outputs]. False where the readout's own do, or
  /// nothing is carried.
  virtual bool fixed_feedback(double* out) const;
  /// The network's states after the last sample, as the readout saw them [states].
  virtual const double* network_states(const double* state) const;
  /// The weights that the next prediction is made with, laid out as `weights` does: of a rule that tries a step and may take it back the
  /// tried ones, else those in force.
  virtual void predicting_weights(const double* state, double* out) const;
  /// Updates of the weights so far, after `samples` scored samples.
  virtual std::int64_t updates(const double* state, std::int64_t samples) const;

  /// Nominal real operations of one run, excluding tanh, division and square root.
  virtual double operations_per_sample() const = 0;
  virtual double operations_per_measurement() const;
};

}  // namespace polesweep
