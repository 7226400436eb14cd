#pragma once

#include <filesystem>

#include "analysis/conclusions/conclusions.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::analysis {

/// Writes a report of a results data set that holds /statistics into a folder, which is made if need be: `index.html`, the tables
/// `points.csv`, `learning_curves.csv` and `sample_complexity.csv`, those of the conclusions, `analysis.h5` and `figures/` with SVG and
/// PDF, data and script of each figure. Without gnuplot the page says so in place of the figures. Files of an older report are overwritten.
/// Throws Error if the data set lacks what the schema promises, or the folder or disk does not allow it. Returns what was
/// concluded.
Conclusions write_report(const results::Group& root_with_statistics, const std::filesystem::path& folder);

}  // namespace polesweep::analysis
