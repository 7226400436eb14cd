#pragma once

#include <string>
#include <vector>

#include "driver/execute/coordinator.hpp"
#include "driver/execute/deadline.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/execute/stored_sweep.hpp"

/// What rank 0 says before and after the work.
namespace polesweep::execute {

/// What is finished stands in the logs then.
inline constexpr const char* out_of_memory = "stopped early: there is not enough memory. Run the same command again to go on.";

void warn(const std::vector<std::string>& warnings);

/// Throws Error if more than 1 % of the finished runs would be computed again because members have new versions.
void refuse_to_redo(const Preparation& preparation, const StoredSweep& stored);

/// The end of a run that was asked to stop, or has no time left, for a reason in words. Looks for the states of runs in progress.
Closing stopped_for_time(StoredSweep& stored, const Coordinator& coordinator, const StopWatch& stop, std::string reason);

/// Reads again what is stored, builds the results if everything is there, and says what is missing if not. `session` is that of this run.
Closing close_sweep(const RunOptions& options, const Preparation& preparation, StoredSweep& stored, const std::string& session,
                    const Coordinator& coordinator, const StopWatch& stop);

}  // namespace polesweep::execute
