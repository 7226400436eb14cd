#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "driver/execute/communicator.hpp"
#include "driver/execute/deadline.hpp"
#include "driver/execute/outcome.hpp"
#include "driver/execute/shard.hpp"

namespace polesweep::execute {

struct RunOptions {
  std::filesystem::path sweep;
  std::filesystem::path results;
  std::vector<std::string> settings;  ///< of --set
  double checkpoint_seconds = 10;     ///< longest time between syncs of a log
  std::uint64_t most_failures = std::numeric_limits<std::uint64_t>::max();
  StopRules stop;
  Shard shard;
  std::filesystem::path outcome;              ///< where scripts look how the run ended; empty: nowhere
  std::vector<std::filesystem::path> reused;  ///< other results to take runs from
  bool mix_numerics = false;                  ///< take runs and saved states of other numerics as they are
  bool redo = false;                          ///< compute runs again that an older version has finished
  bool fuse = true;                           ///< share data, states and lanes between runs
  double states_megabytes = 256;              ///< most that saved states of finished runs may take
  bool report = true;                         ///< write the page beside the results when the sweep is complete
};

/// What a program that ran a sweep returns.
enum ExitCode : int { complete = 0, our_fault = 1, bad_input = 2, complete_with_failures = 3, stopped_early = 75 };

/// Every rank: runs what is missing of a sweep and builds its results. All ranks return the same code.
int run_sweep(const RunOptions& options, Communicator& ranks);

/// Builds the results file from what is stored now, complete or not; logs stay.
int gather(const RunOptions& options);

}  // namespace polesweep::execute
