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
  const double* loss_weights = nullptr;  ///< [steps], the same for all runs: factors of the samples' losses; nullptr if all are 1
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
  /// Number of doubles at the end of the state that are only added to until a batch ends: a copy made within a batch may omit them.
  virtual std::size_t tape_size() const;
  /// Starts all runs of the block from the weights `initial`, laid out as `weights` writes them (nullptr: zero).
  virtual void reset(double* state, const double* initial) const = 0;
  virtual void advance(double* state, const LearningChunk& chunk) const = 0;
  /// Called after the state of every run has been restored by itself: recomputes what depends on all runs of the block together. Everything
  /// else in a state belongs to one lane, and its number of doubles per lane is the same for all kernels.
  virtual void restored(double* state) const;
  /// The weights in force: of a network first (as `Network` lays them out), then V [outputs x regressors]. Ridge solves for them here and
  /// leaves the state as it is.
  virtual void weights(const double* state, double* out) const = 0;
  /// Writes Polyak-Ruppert averages of the weights over the updates so far. Returns false if the rule keeps none.
  virtual bool averaged_weights(const double* state, double* out) const;
  /// Writes the triangular factor [R, Z], from which V solves R V^T = Z, weights of the samples and regularisation included, row-major
  /// [regressors x (regressors + outputs)]. Returns false if the rule keeps none.
  virtual bool factor(const double* state, double* out) const;
  /// Whether the state follows from the samples alone, whatever the real-valued fields: runs that differ in these can keep one state.
  virtual bool shares_state() const;
  /// Whether `advance` predicts before it sees a target. Without that there is no prequential risk and no initial readout.
  virtual bool predicts() const;

  /// Scored samples between two updates; 0 if the weights move at the end of a batch only.
  virtual std::int64_t samples_per_update() const;
  /// The end of a batch of `terms` loss terms: of a pass through the samples, or of the sequences of one update.
  virtual void finish_batch(double* state, double terms) const;

  /// Writes diagnostics of the last update of a gradient rule, for each run [lanes]: the mean of |e|^2/2 over its loss terms, and the
  /// norm of the gradient. Returns false if there is no gradient.
  virtual bool last_update(const double* state, double* loss, double* gradient_norm) const;
  /// Writes the means over the updates so far of the cosine and of the norm ratio between a rule's gradient and the exact one: of the rule
  /// itself, then of its shadows [1 + shadows][lanes]. Returns the number of these rules; 0 if not requested.
  virtual std::size_t alignment(const double* state, double* cosine, double* ratio) const;
  /// What a trace shows beside the weights, run index fastest; nullptr if a rule has nothing of the kind or was not asked to keep it.
  ///
  /// The parameters that follow a gradient.
  virtual const ParameterLayout* gradient_layout() const;
  /// The gradient of the last update in that layout, of the mean loss where updates take a mean, before any clipping.
  virtual const double* last_gradient(const double* state) const;
  /// Writes the weights that carry the error to the states instead of the readout's [states x outputs]. Returns false if the readout's own
  /// do, or nothing is carried.
  virtual bool fixed_feedback(double* out) const;
  /// The network's states after the last sample, as the readout saw them [states].
  virtual const double* network_states(const double* state) const;
  /// Writes the weights that the next prediction is made with, laid out as `weights` does: those in force, except that a rule which tries a
  /// step and may take it back writes the tried ones.
  virtual void predicting_weights(const double* state, double* out) const;
  /// Updates of the weights so far, after `samples` scored samples.
  virtual std::int64_t updates(const double* state, std::int64_t samples) const;

  /// Nominal real operations of one run, excluding tanh, division and square root.
  virtual double operations_per_sample() const = 0;
  virtual double operations_per_measurement() const;
};

}  // namespace polesweep
