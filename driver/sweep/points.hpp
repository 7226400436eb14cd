#pragma once

#include <cstdint>
#include <vector>

#include "driver/sweep/grid.hpp"

namespace polesweep::sweep {

struct PlannedPoint {
  PointId id;
  PointRef ref;
};

/// The points of a sweep: all combinations without the excluded, each identity once.
struct PointList {
  std::vector<PlannedPoint> points;     ///< by id
  std::uint64_t combinations = 0;       ///< before anything was dropped
  std::vector<std::uint64_t> excluded;  ///< by `[[exclude]]` table, each point counted with the first that drops it
  std::uint64_t duplicates = 0;
};

/// Keeps, of points with one identity, the one that comes first in the file (learner, poles, task). Throws Error if none is left.
PointList list_points(const Grid& grid);

}  // namespace polesweep::sweep
