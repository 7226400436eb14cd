#pragma once

#include <optional>
#include <vector>

#include "core/results/dataset.hpp"
#include "driver/execute/calibration.hpp"

namespace polesweep::execute {

/// Seconds of a rank for each unit: by the calibration, and where stored runs of the same points, or of points like them, took longer or
/// shorter than it says, by what they took, in processor time if it is known. Those may be fewer seeds. Runs of other
/// lengths count by kind of learner, and as much as their part of what is asked for.
std::vector<double> unit_seconds(const Timed& timed, const Calibration& calibration, const results::Group* stored);

}  // namespace polesweep::execute
