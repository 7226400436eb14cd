#pragma once

#include <string>

#include "core/results/dataset.hpp"

namespace polesweep::analysis {

/// A short table for the terminal: for each task, poles and learner (with its best setting) the median nmse at the last length with its
/// interval, N(threshold, delta) at the smallest threshold reached, and the runs that diverged. Best first for each task, at most about
/// fifteen rows; a line says how many are left out. Below stand the
/// figures of linear predictors and, on recorded tasks, a warning for each learner whose risk is far below them. `root` holds /statistics.
std::string summary_table(const results::Group& root);

}  // namespace polesweep::analysis
