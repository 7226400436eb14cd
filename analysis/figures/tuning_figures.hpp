#pragma once

#include <vector>

#include "analysis/conclusions/tuning.hpp"
#include "analysis/figures/figures.hpp"

namespace polesweep::analysis {

/// For each cell with tuned learners, risk over the tuned value at the last length (where one number is tuned), and the tuned risk over N.
std::vector<Figure> tuning_figures(const Runs& runs, const std::vector<Tuned>& tuned);

}  // namespace polesweep::analysis
