#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "driver/sweep/costs.hpp"
#include "driver/sweep/points.hpp"

namespace polesweep::sweep {

/// Points and seeds that are scheduled together: a stretch of `UnitList::order` times a stretch of the sweep's seeds.
struct Unit {
  std::uint32_t first_point = 0;
  std::uint32_t points = 0;
  std::uint32_t first_seed = 0;
  std::uint32_t seeds = 0;
  double operations = 0;  ///< nominal
};

/// What the runs would cost with less and less sharing, in nominal operations of the whole sweep.
struct Savings {
  double separate = 0;  ///< every length of a stream a run of its own
  double lengths = 0;   ///< all lengths read off one run
  double fused = 0;     ///< and data and states computed once for all readouts on the same poles within a unit: what will be done
};

struct UnitList {
  std::vector<std::uint32_t> order;  ///< positions in the list of points, by task, then poles, then learner
  std::vector<Unit> units;           ///< most operations first
  Savings savings;

  std::span<const std::uint32_t> points(const Unit& unit) const { return {order.data() + unit.first_point, unit.points}; }
};

/// How much may be in a unit. Bounds are the same on every machine and for any number of ranks.
struct UnitBounds {
  double operations = 1e9;          ///< 0.1 to 1 s
  std::uint32_t runs = 4096;        ///< runs of a hundred samples take 10 ms then, and their records some megabytes
  double bytes = 64.0 * (1 << 20);  ///< of the runs that are computed together, and of their records
};

/// Cuts the sweep into units within bounds, as far as one learner and `seeds_of_block` seeds are. Boundaries depend on the sweep and the
/// bounds alone.
///
/// Points that share task and poles are never in two units of the same seeds, unless a block of their seeds is beyond the bounds: then
/// their learners are cut, and for operations' sake into units whose own work is at least as large as what they could share. Several task
/// and pole combinations share a unit if they are small.
UnitList cut_units(const Grid& grid, const PointList& list, Costs& costs, const UnitBounds& bounds = {});

}  // namespace polesweep::sweep
