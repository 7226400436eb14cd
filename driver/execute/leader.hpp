#pragma once

#include "driver/execute/briefing.hpp"
#include "driver/execute/communicator.hpp"
#include "driver/execute/computing_rank.hpp"
#include "driver/execute/coordinator.hpp"
#include "driver/execute/deadline.hpp"
#include "driver/execute/outcome.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/progress.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/execute/serve_units.hpp"
#include "driver/execute/session_files.hpp"
#include "driver/execute/stored_sweep.hpp"

namespace polesweep::execute {

/// Rank 0 of a run: knows the sweep and what is stored of it, hands out the rest, and builds the results.
class Leader {
 public:
  /// Reads the sweep and what is stored, and begins a session. Throws Error for everything that can be refused before work starts.
  Leader(const RunOptions& options, Provenance own);

  /// What the other ranks have to know.
  Briefing briefing();
  /// Runs what is missing and returns the exit code.
  int lead(Communicator& ranks, const Briefing& briefing);

 private:
  Coordinator make_coordinator(double operations_per_second, bool goes_on);
  /// Hands out what is due, while this rank computes with the others. Returns when all have written what they have.
  void serve(Communicator& ranks, ComputingRank& rank, Coordinator& coordinator, Progress& progress);
  /// After all that was due: whether races go on to their next rung, or more seeds are needed, by what is stored now.
  /// If that cannot be read, the coordinator has a fault.
  bool goes_further(Coordinator& coordinator);
  Standing last_standing(const Coordinator& coordinator);
  void leave(const Closing& closing);

  const RunOptions& options_;
  Provenance own_;
  Preparation preparation_;
  StoredSweep stored_;
  SessionFiles session_;
  StopWatch stop_;
  LocalThread local_;
};

}  // namespace polesweep::execute
