#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/block/arena.hpp"
#include "core/learners/learner.hpp"

namespace polesweep {

/// One learner on the runs of one block: its state, its weights at each length, and where each run diverged.
class BlockLearner {
 public:
  BlockLearner(ReadoutRule rule, std::span<const std::uint64_t> seeds, const KernelSet& kernels, std::size_t lengths, int longest_chunk);

  /// Learns from `steps` samples; `regressors` and `targets` as in LearningChunk. Afterwards `predictions` holds what was predicted.
  void learn(int steps, const double* regressors, int stride, const double* targets);

  /// Keeps the weights in force as those of the next length.
  void measure();

  /// Predictions of the weights kept at `length` [steps][outputs].
  void predict(std::size_t length, int steps, const double* regressors, int stride, double* out) const;

  const Regressors& regressors() const { return rule_.regressors; }
  const double* predictions() const { return predictions_.data(); }
  bool predicts() const { return rule_.readout->predicts(); }

  /// The first training sample (from 1) of a run that left a prediction, a loss or a weight not finite; -1 where there is none.
  std::int64_t diverged_at(int lane) const { return diverged_at_[static_cast<std::size_t>(lane)]; }
  /// Weights of one run at a length, row-major [outputs x regressors].
  std::vector<Complex> weights(std::size_t length, int lane) const;

 private:
  bool loss_is_finite(const double* targets, int step, int lane) const;
  bool weights_are_finite(const double* weights, int lane) const;
  bool all_finite(int steps, const double* targets) const;
  void find_divergence(int steps, const double* regressors, int stride, const double* targets);
  std::size_t width() const { return static_cast<std::size_t>(rule_.shape.complex_valued ? 2 : 1) * kernels_.lanes; }
  std::size_t weight_size() const { return static_cast<std::size_t>(rule_.shape.outputs) * rule_.shape.regressors * width(); }

  ReadoutRule rule_;
  const KernelSet& kernels_;
  Arena state_;
  Arena before_;  ///< the state before the last chunk, for finding a divergence to the sample
  Arena predictions_;
  Arena weights_;  ///< scratch for the weights in force
  Arena kept_;     ///< [lengths] weights
  std::size_t kept_count_ = 0;
  std::int64_t samples_ = 0;
  std::vector<std::int64_t> diverged_at_;
};

}  // namespace polesweep
