#pragma once

#include <cstddef>
#include <span>

#include "driver/sweep/costs.hpp"
#include "driver/sweep/races.hpp"

namespace polesweep::sweep {

/// What the runs of settings that race take, in nominal operations without what they share with others.
struct RaceCosts {
  std::size_t races = 0;
  std::size_t settings = 0;  ///< of all races
  double without = 0;        ///< all runs to the last length
  double about = 0;          ///< if at each rung another setting is the best so far
  double most = 0;           ///< if at each length another one is, as far as there are any
};

/// Adds a race of which some of the sweep's seeds choose.
void add_race(const Race& race, std::size_t choosing, const Grid& grid, const PointList& list, Costs& costs, RaceCosts& sum);

}  // namespace polesweep::sweep
