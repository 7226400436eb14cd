#pragma once

#include "driver/execute/briefing.hpp"
#include "driver/execute/communicator.hpp"
#include "driver/execute/coordinator.hpp"
#include "driver/execute/deadline.hpp"
#include "driver/execute/outcome.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/run_sweep.hpp"
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
  Coordinator make_coordinator();
  void leave(const Closing& closing);

  const RunOptions& options_;
  Provenance own_;
  Preparation preparation_;
  StoredSweep stored_;
  SessionFiles session_;
  StopWatch stop_;
};

}  // namespace polesweep::execute
