#pragma once

#include <string>

#include "core/results/dataset.hpp"
#include "core/results/point_columns.hpp"
#include "driver/sweep/points.hpp"

namespace polesweep::sweep {

/// Adds the columns of the members' fields: every combination of a table is looked at once, for all points that have it.
void add_members(const Grid& grid, const PointList& list, results::PointColumns& columns);

/// The columns of a learner whose best value is chosen, as results name them: "learner_readout_step_size,...".
std::string tuned_columns(const Table& learner);

/// What results say of the points' fields, labels and tuned columns, and nothing else, without any run.
results::Group point_table(const Grid& grid, const PointList& list);

}  // namespace polesweep::sweep
