#pragma once

#include <cstdint>
#include <vector>

#include "analysis/estimators/racing.hpp"
#include "driver/sweep/points.hpp"

namespace polesweep::sweep {

/// The settings of one learner on one task and pole setting that race against each other.
struct Race {
  std::vector<std::uint32_t> settings;  ///< positions in the list of points, ascending: at least two
  analysis::RaceRules rules;
};

/// The races of a sweep: points of one learner table that differ in nothing but its tuned fields. In the order of their first settings.
std::vector<Race> list_races(const Grid& grid, const PointList& list);

}  // namespace polesweep::sweep
