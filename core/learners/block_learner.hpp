#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/run_archive.hpp"
#include "core/learners/learner.hpp"

namespace polesweep {

/// One learner on the runs of one block: its state, what it was at each mark, and where each run diverged. A mark is a length or an
/// iteration that a measure asks for.
class BlockLearner {
 public:
  /// What is kept at each mark beside the weights in force.
  struct Kept {
    bool average = false;    ///< of the weights
    bool condition = false;  ///< of the regressors that the readout has learnt from
  };

  /// `network_start`: the weights that a learner which trains the network starts from.
  BlockLearner(Learner learner, const Arena& network_start, std::span<const std::uint64_t> seeds, const KernelSet& kernels,
               std::size_t marks, Kept kept);

  /// Whether both learn the same from the same samples: runs that differ in settings which only the solution depends on.
  bool can_follow(const BlockLearner& other) const;
  /// Reads the state of `other`, which learns for both from now on, wherever it is moved to.
  void follow(const BlockLearner& other);
  bool follows() const { return follows_; }

  /// Learns from a chunk; its predictions are written to this object's own. At most `longest_chunk` samples.
  void learn(LearningChunk chunk);
  static constexpr int longest_chunk = 64;
  /// The end of a pass or batch of `terms` loss terms.
  void finish_batch(double terms) { learner_.rule->finish_batch(state_->data(), terms); }

  /// Keeps what is in force as that of the next mark.
  void measure();
  /// Marks measured so far.
  std::size_t measured() const { return static_cast<std::size_t>(marks_); }

  /// Predictions of the readout kept at a mark [steps][outputs]; `averaged`: of the average of the weights.
  void predict(std::size_t mark, bool averaged, int steps, const double* regressors, int stride, double* out) const;
  /// Whether the average of the weights kept at a mark is not the weights themselves, to the bit: as it is for rules that average nothing.
  bool average_differs(std::size_t mark) const;
  /// Weights of the network kept at a mark, for learners that train it.
  const double* network_weights(std::size_t mark, bool averaged) const { return kept_.data() + at(mark, averaged); }

  const Learner& learner() const { return learner_; }
  const Regressors& regressors() const { return learner_.regressors; }
  bool trains_network() const { return learner_.trains_network; }
  const double* predictions() const { return predictions_.data(); }
  /// Doubles of the weights of a block: of the network, where it is trained, then of the readout.
  std::size_t weight_size() const { return network_size_ + readout_size(); }
  std::size_t network_size() const { return network_size_; }
  /// Write, for a trace, `weight_size()` doubles: the weights in force, and those that the next prediction is made with.
  void weights_in_force(double* out) const { learner_.rule->weights(state_->data(), out); }
  void predicting_weights(double* out) const { learner_.rule->predicting_weights(state_->data(), out); }
  const double* network_states() const { return learner_.rule->network_states(state_->data()); }
  /// Loss and gradient norm [lanes] of the last update and its gradient; nullptr if the rule keeps none.
  const double* last_update(double* loss, double* gradient_norm) const {
    learner_.rule->last_update(state_->data(), loss, gradient_norm);
    return learner_.rule->last_gradient(state_->data());
  }
  std::int64_t updates() const { return learner_.rule->updates(state_->data(), samples_); }

  /// The first training sample (from 1) of a run that left a prediction, a loss or a weight not finite; -1 if there is none.
  std::int64_t diverged_at(int lane) const { return diverged_at_[static_cast<std::size_t>(lane)]; }
  /// Whether the first `used` runs have come to nothing: their readouts are NaN, as are loss and gradient norm, an update changed no other
  /// weight since this was asked before, and nothing comes back from that. Alignment and condition aside, all that later marks are told is
  /// what this moment would be.
  bool is_over(int used);
  /// Learns no more, as if it had predicted NaN ever since.
  void give_up();
  /// Whether that was before a mark.
  bool diverged_by(std::size_t mark, int lane) const { return told(mark, 2, lane) != 0; }
  /// Readout weights of one run at a mark, row-major [outputs x regressors].
  std::vector<Complex> readout_weights(std::size_t mark, bool averaged, int lane) const;
  /// The value at a mark; NaN if not kept, or if the rule has no factor.
  double condition(std::size_t mark, int lane) const { return keeps_.condition ? conditions_[mark * lanes() + lane] : not_measured; }
  /// Measures of the last update before a mark; NaN for rules without a gradient.
  double loss(std::size_t mark, int lane) const { return told(mark, 0, lane); }
  double gradient_norm(std::size_t mark, int lane) const { return told(mark, 1, lane); }
  /// Mean cosine and norm ratio of a rule's gradient with the exact one up to a mark; rule 0 is the learner's own. NaN if not measured.
  double alignment(std::size_t mark, std::size_t rule, int lane) const { return aligned(mark, rule, 0, lane); }
  double gradient_ratio(std::size_t mark, std::size_t rule, int lane) const { return aligned(mark, rule, 1, lane); }

  /// Takes out or puts back the state of one run: between two samples of a stream, else between two batches.
  void archive(RunArchive& archive);
  /// Takes out what was kept of one run at the first `count` marks, or puts back what there is, which are then the marks measured so far.
  void archive_marks(RunArchive& archive, std::int64_t count);
  /// After all runs of the block have been put back.
  void restored() { learner_.rule->restored(state_->data()); }

 private:
  bool loss_is_finite(const double* targets, int step, int lane) const;
  bool weights_are_finite(const double* weights, int lane) const;
  bool all_finite(int steps, const double* targets) const;
  void find_divergence(const LearningChunk& chunk);
  double told(std::size_t mark, std::size_t which, int lane) const { return told_[(mark * told_each + which) * lanes() + lane]; }
  double aligned(std::size_t mark, std::size_t rule, int which, int lane) const;
  void measure_condition();

  std::size_t lanes() const { return static_cast<std::size_t>(kernels_.lanes); }
  std::size_t width() const { return (learner_.shape.complex_valued ? 2 : 1) * lanes(); }
  std::size_t readout_size() const { return static_cast<std::size_t>(learner_.shape.outputs) * learner_.shape.regressors * width(); }
  std::size_t at(std::size_t mark, bool averaged) const { return (mark * (keeps_.average ? 2 : 1) + (averaged ? 1 : 0)) * weight_size(); }
  /// Doubles that must be saved to come back to a state within a batch.
  std::size_t saved_size() const { return state_->size() - learner_.rule->tape_size(); }

  static constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

  static constexpr std::size_t told_each = 3;  ///< numbers told of a run at a mark

  Learner learner_;
  const KernelSet& kernels_;
  Kept keeps_;
  std::size_t network_size_;
  std::shared_ptr<Arena> state_;
  bool follows_ = false;
  Arena before_;  ///< the state before the last chunk, for finding a divergence to the sample
  Arena predictions_;
  Arena weights_;                   ///< scratch for the weights in force
  Arena kept_;                      ///< [marks][last, average] weights
  std::vector<double> told_;        ///< [marks][loss, gradient norm, 1 if the run has diverged][lanes]
  std::vector<double> conditions_;  ///< [marks][lanes]
  std::vector<double> aligned_;     ///< [marks][rule][cosine, ratio][lanes]
  std::int64_t rules_ = 0;          ///< compared
  std::int64_t marks_ = 0;
  std::int64_t samples_ = 0;
  Arena lost_;                     ///< weights when `is_over` was asked last; empty while their readouts are numbers
  std::int64_t lost_updates_ = 0;  ///< updates then
  std::vector<std::int64_t> diverged_at_;
};

}  // namespace polesweep
