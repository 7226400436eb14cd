#pragma once

#include <optional>
#include <vector>

#include "core/results/dataset.hpp"
#include "driver/execute/calibration.hpp"

namespace polesweep::execute {

/// Seconds of a rank for each unit: by the calibration, and where stored runs of the same points, or of points like them, took longer or
/// shorter than it says, by what they took. Those may be fewer seeds or shorter lengths.
std::vector<double> unit_seconds(const Timed& timed, const Calibration& calibration, const results::Group* stored);

}  // namespace polesweep::execute
