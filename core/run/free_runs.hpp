#pragma once

#include <algorithm>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/run_archive.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// The free runs of a test in which every target is the next input, as in prediction by one step. From where true inputs have led it, a
/// network goes on for `length` samples with its own outputs as its inputs, and the last of these outputs is scored. Only the first input
/// of a run is a true one; where a run ends, the next begins.
class FreeRuns {
 public:
  static constexpr int length = 84;

  /// For tasks with as many inputs as outputs.
  FreeRuns(const TaskFacts& facts, int lanes);

  /// Samples that the next piece may have, so that no run ends within it.
  int at_most(int most) const { return std::min(most, length - done_); }
  /// Sees the piece that comes next, with its samples as a stream lays them out.
  void look(const Stream::Piece& piece, const double* inputs, const double* clean);
  /// Samples of the run before this piece; 0: it begins.
  int done() const { return done_; }
  void pass(const Stream::Piece& piece);
  /// Whether every target of a lane was the next input so far, to the bit.
  bool apply_to(int lane) const { return apply_[static_cast<std::size_t>(lane)]; }
  void archive(RunArchive& archive);

 private:
  std::size_t row_;  ///< numbers of all lanes
  std::size_t lanes_;
  int done_ = 0;
  bool follows_ = false;  ///< the sample before the piece is known
  Arena target_;          ///< of that sample
  std::vector<bool> apply_;
};

}  // namespace polesweep
