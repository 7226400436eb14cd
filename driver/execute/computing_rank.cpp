#include "driver/execute/computing_rank.hpp"

#include <limits>
#include <utility>

#include "driver/execute/signals.hpp"

namespace polesweep::execute {

ComputingRank::ComputingRank(const RunOptions& options, const Briefing& briefing, const Provenance& own, int rank, const sweep::Grid& grid,
                             const data::DataFiles& files, std::function<bool()> stop_asked)
    : log_(results::parts_folder(options.results), briefing.session, rank, options.checkpoint_seconds, numerics_of(own)),
      keeper_({.folder = results::parts_folder(options.results),
               .session = briefing.session,
               .numerics = numerics_of(own),
               .rank = rank,
               .interval_seconds = options.checkpoint_seconds,
               .stop_asked = std::move(stop_asked)}),
      worker_({grid, files, kernels(), own.fingerprint, options.fuse,
               options.states_megabytes > 0 ? briefing.least_operations_per_byte : std::numeric_limits<double>::infinity()},
              log_, &keeper_) {
  SignalWatch::guard(log_.file());
}

void ComputingRank::sync() {
  log_.sync();
  keeper_.sync();
}

}  // namespace polesweep::execute
