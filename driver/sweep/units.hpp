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
  double separate = 0;  ///< every length a run of its own
  double lengths = 0;   ///< all lengths read off one run
  double states = 0;    ///< and data and states computed once for all readouts on the same poles within a unit
  double data = 0;      ///< and the data of a task shared by the poles within a unit: what will be done
};

struct UnitList {
  std::vector<std::uint32_t> order;  ///< positions in the list of points, by task, then poles, then learner
  std::vector<Unit> units;           ///< most operations first
  Savings savings;

  std::span<const std::uint32_t> points(const Unit& unit) const { return {order.data() + unit.first_point, unit.points}; }
};

inline constexpr double default_unit_operations = 1e9;
/// Seeds are cut into groups of one full block.
inline constexpr std::uint32_t seed_group = 8;

/// Cuts the sweep into units of about `target` operations. Boundaries depend on the sweep and `target` alone.
///
/// Points that share task and poles are never in two units of the same seeds, unless 8 of their seeds are more than `target`: then their
/// learners are cut, into units whose own work is at least as large as what they could share. Several task and pole combinations share a
/// unit if they are small.
UnitList cut_units(const Grid& grid, const PointList& list, Costs& costs, double target = default_unit_operations);

}  // namespace polesweep::sweep
