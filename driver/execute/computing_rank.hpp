#pragma once

#include <functional>
#include <optional>

#include "core/results/record_log.hpp"
#include "driver/execute/briefing.hpp"
#include "driver/execute/provenance.hpp"
#include "driver/execute/run_keeper.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/execute/worker.hpp"

namespace polesweep::execute {

/// What every rank computes with: a worker, its log of records, and the states that it saves.
class ComputingRank {
 public:
  /// `stop_asked`: whether rank 0 wants what is being computed to be saved and left.
  ComputingRank(const RunOptions& options, const Briefing& briefing, const Provenance& own, int rank, const sweep::Grid& grid,
                const data::DataFiles& files, std::function<bool()> stop_asked);

  /// Works until there is no more: `next` sends the report of the last unit and returns the next one.
  void work(const std::function<std::optional<Assignment>(const Report&)>& next) { execute::work(worker_, next); }
  /// Makes records and states durable. Throws Error if they cannot be written.
  void sync();
  /// The same for the records alone, while another thread computes.
  void sync_log() { log_.sync(); }

 private:
  results::RecordLog log_;
  RunKeeper keeper_;
  Worker worker_;
};

}  // namespace polesweep::execute
