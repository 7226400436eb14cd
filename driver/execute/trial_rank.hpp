#pragma once

#include "core/scratch_folder.hpp"
#include "driver/execute/worker.hpp"

namespace polesweep::execute {

/// A rank that computes units for the time that they take. What it writes goes to a temporary folder, which is gone in the end.
class TrialRank {
 public:
  /// Throws Error if there is no room for temporary files. `workplace` is copied, what it refers to must outlive this.
  explicit TrialRank(const Workplace& workplace);
  TrialRank(const TrialRank&) = delete;
  TrialRank& operator=(const TrialRank&) = delete;

  /// Processor seconds of all runs of some points and a stretch of the sweep's seeds.
  double seconds(std::vector<sweep::PointRef> points, std::uint32_t first_seed, std::uint32_t seeds);

 private:
  std::uint32_t lengths_;
  ScratchFolder folder_{"trial", "for short trial runs"};
  std::string session_;
  results::RecordLog log_;
  RunKeeper keeper_;
  Worker worker_;
};

}  // namespace polesweep::execute
