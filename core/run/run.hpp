#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/members/point.hpp"
#include "core/run/record.hpp"
#include "core/run/setup.hpp"
#include "core/run/state.hpp"

/// From groups of runs to their records.
namespace polesweep {

class RunTrace;

/// Runs that share their data and, poles being fixed, their state trajectories: the points have one task, network and pole setting.
struct RunGroup {
  std::vector<Point> points;
  std::vector<PointId> ids;  ///< of the points
  std::vector<std::uint64_t> seeds;
  std::vector<bool> wanted;  ///< [points][seeds]: which runs to compute
  Measurement measurement;   ///< the evaluation is resolved
  std::uint64_t evaluation_hash = 0;
  std::vector<std::shared_ptr<const RunState>> states = {};  ///< [points][seeds]: where runs go on; one that does not serve is left alone
  StateKeeper* keeper = nullptr;                             ///< saves runs in progress, and may stop the computation
  /// Shows the run of a group of one as it is computed, with the same bits; of one that repeats its samples the longest length.
  RunTrace* trace = nullptr;
};

/// Computes the wanted runs, point by point and seed by seed. A record's bits depend on its point, seed and measurement only, not on
/// what else is in the group nor on the kernels. Wall times are left to the caller, which has a clock.
///
/// Where the keeper stops the computation, the runs that were finished are returned.
///
/// Throws Error if fields do not go together or a saved state does not fit, and anything a member throws; nothing is lost but this
/// group.
std::vector<RunRecord> compute(const RunGroup& group, const Setups& setups, const KernelSet& kernels);

/// The same runs with nothing shared: every run by itself, and every length of a stream a run of its own. Same bits, much slower: a check.
std::vector<RunRecord> compute_unfused(const RunGroup& group, const Setups& setups, const KernelSet& kernels);

}  // namespace polesweep
