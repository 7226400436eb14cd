#pragma once

#include <functional>
#include <string>
#include <vector>

#include "driver/sweep/points.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep::sweep {

/// Reports comparisons and claims that no run can decide, because of what the points that they are about have in common, are measured at
/// and record: the contexts are those of the analysis. `idle`: the metrics that a point has no values of; may be empty. Of more than
/// 100,000 points nothing is looked at, which would take longer than a plan may.
void check_answers(const Grid& grid, const PointList& list, const std::function<std::vector<std::string>(PointRef)>& idle,
                   Problems& problems);

}  // namespace polesweep::sweep
