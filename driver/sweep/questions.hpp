#pragma once

#include <vector>

#include "driver/sweep/grid.hpp"
#include "driver/sweep/node.hpp"
#include "driver/sweep/points.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// The `[[compare]]` and `[[claim]]` tables, once everything else is read: quantities must be measured, places be among lengths, thresholds
/// or iterations, labels be those of learners, and the parameters of a formula suit it.
void read_questions(const Node& document, Sweep& sweep, Problems& problems);

/// Reports questions whose conditions no point of the sweep meets.
void check_questions(const Grid& grid, const PointList& list, Problems& problems);

/// `[[compare]]` and `[[claim]]` tables that read back as the same.
std::string questions_text(const Sweep& sweep);

}  // namespace polesweep::sweep
