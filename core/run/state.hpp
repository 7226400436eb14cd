#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/learners/regime.hpp"
#include "core/run/record.hpp"

namespace polesweep {

/// Raised when the numbers of any saved state change their meaning: states of other layouts are not used, and their runs are recomputed.
inline constexpr std::uint32_t run_state_layout = 6;

/// How far the holdout test of a run has come.
struct TestState {
  std::int64_t steps = 0;            ///< samples of the test stream so far, washout included; 0: it has not begun
  std::vector<std::int64_t> tested;  ///< what is on it, sorted: twice the position of the mark, plus one for the average of its weights
  std::vector<double> trajectory;    ///< of the data and of a fixed network
  std::vector<double> sums;          ///< of what is tested, and the states of networks that learn
};

/// How far a run has come, and all it needs to go on from there on any machine: the same bits as without a break.
///
/// Random streams are counted, so that a place in them is a number; everything else that changes lies in arrays whose lanes are the runs.
struct RunState {
  RecordKey key;
  std::string numerics;              ///< what has computed it, as in a record; whoever writes it to a file knows
  std::vector<std::string> metrics;  ///< that were asked for, sorted: what is kept follows from them
  RunRecord record;                  ///< what is measured for good; without lengths: nothing yet
  std::int64_t position = 0;         ///< stream: scored samples; repeat: passes; episodes: updates
  bool at_end = false;               ///< of a finished run of a stream: everything measured is in the record, nothing in `marks`
  std::int64_t length = 0;           ///< repeat: the distinct samples that are being repeated
  std::vector<std::int64_t> marks;  ///< lengths or iterations up to the position whose weights are kept in `learner`, still to be evaluated
  std::vector<std::int64_t> scored;  ///< prequential: lengths whose sums are in `scores`, in parts of equal size
  std::vector<double> trajectory;    ///< of the data and of a fixed network
  std::vector<double> learner;
  std::vector<double> scores;
  TestState test;
};

/// Whether runs that are saved so can go on side by side, and where.
struct RunStart {
  std::int64_t position = 0;
  std::int64_t length = 0;
  std::vector<std::int64_t> marks = {};
  std::vector<std::int64_t> measured = {};  ///< of the lengths asked for, those in the record
  std::int64_t test_steps = 0;              ///< of a test that goes on
  std::vector<std::int64_t> tested = {};    ///< by it

  auto operator<=>(const RunStart&) const = default;
};
RunStart start_of(const RunState& state, const Measurement& measurement);

/// Whether a run of that regime can go on from the state to what is asked for: everything asked for before its position is in it, for the
/// same metrics, and something is left to compute.
bool continues(const RunState& state, const Measurement& measurement, RegimeKind regime);

/// Keeps the states of runs in progress, for a thread that computes. The core has no clock and no files of its own.
class StateKeeper {
 public:
  virtual ~StateKeeper() = default;
  /// Whether the runs in progress are to be saved now. Called between chunks of samples, so it must be quick.
  virtual bool is_due() = 0;
  /// Whether to stop after saving.
  virtual bool must_stop() = 0;
  /// Replaces the in-progress states saved before.
  virtual void keep(std::vector<RunState>&& in_progress) = 0;
  /// Whether the state at the end of a finished run of this point (position in its group) is wanted, from which longer lengths go on.
  virtual bool wants_end(std::size_t point) = 0;
  virtual void keep_end(RunState&& state) = 0;
};

}  // namespace polesweep
