#pragma once

#include <functional>

#include "core/learners/learner.hpp"

namespace polesweep {

/// The exact gradient of the mean squared error by all weights of a network and its readout that the learner moves, at weights that stay:
/// a batch of samples goes through a rule whose gradient is exact, and nobody reads the weights that its update would lead to. Diagonal
/// networks carry traces forward, 16 states (inputs + 1) operations a sample; dense ones go back through a tape of the whole batch,
/// 2 states^2 + 2 states (states + inputs + 1) operations and 2 states + inputs numbers a sample.
class BatchGradient {
 public:
  /// Of a learner that moves its network, through at most `longest` samples from a zero state on.
  /// `rest` is called now and then by `finish`, which takes a while after many samples of a dense network, and may throw to end it.
  BatchGradient(const Learner& learner, const NetworkShape& network, std::int64_t longest, const KernelSet& kernels,
                std::function<void()> rest = {});
  BatchGradient(const BatchGradient&) = delete;
  BatchGradient& operator=(const BatchGradient&) = delete;

  /// Begins a batch at weights laid out as `BlockLearner` keeps them, the network's first.
  void begin(const double* weights);
  /// At most `BlockLearner::longest_chunk` samples. Those that do not count drive the states alone, but errors go back through them.
  void add(LearningChunk chunk);
  /// Ends the batch. Writes the norm [lanes] of dR/dRe + i dR/dIm, where R is the mean of |y - y*|^2 over the samples that counted: of the
  /// poles of a diagonal network as the network holds them, real and imaginary part of a conjugate pair. NaN of weights that are not
  /// finite.
  void finish(double* norms);

  /// Doubles of working memory, which is there from the first batch on.
  std::size_t size() const;

 private:
  const KernelSet& kernels_;
  std::function<void()> rest_;
  std::unique_ptr<LearningRule> rule_;
  Arena state_;
  Arena predictions_;
  Arena loss_;  ///< [lanes], which the rule tells beside the norm
  double counted_ = 0;
};

}  // namespace polesweep
