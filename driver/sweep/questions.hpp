#pragma once

#include <functional>
#include <vector>

#include "core/measures/measure.hpp"
#include "driver/sweep/grid.hpp"
#include "driver/sweep/node.hpp"
#include "driver/sweep/points.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// The `[[compare]]`, `[[claim]]` and `[[mark]]` tables, once everything else is read: quantities must be measured, places be among
/// lengths, thresholds or iterations, labels be those of learners, and the parameters of a formula suit it.
void read_questions(const Node& document, Sweep& sweep, Problems& problems);

/// Reports what no point of the sweep can answer: values that none has, sides that the conditions leave out, an axis with too few values,
/// and a formula without a value at a point.
void check_questions(const Grid& grid, const PointList& list, Problems& problems);
/// Reports elements that the quantity has at no point that is asked about. `sizes` is called once for each shape of points.
void check_elements(const Grid& grid, const PointList& list, const std::function<MeasureSizes(const Point&)>& sizes, Problems& problems);

/// `[[compare]]`, `[[claim]]` and `[[mark]]` tables that read back as the same.
std::string questions_text(const Sweep& sweep);

}  // namespace polesweep::sweep
