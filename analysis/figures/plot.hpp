#pragma once

#include <filesystem>
#include <string>

#include "analysis/figures/figures.hpp"

namespace polesweep::analysis {

enum class Plotted { drawn, nothing_to_draw, no_gnuplot, failed };

/// Writes `<name>.dat` and the gnuplot script `<name>.gp` into an existing folder, and runs gnuplot there (no shell) to make `<name>.svg`
/// and
/// `<name>.pdf`; what it prints goes to `<name>.log`, which is removed if it is empty. A gnuplot without PDF still draws the SVG.
Plotted plot(const Figure& figure, const std::filesystem::path& folder);

}  // namespace polesweep::analysis
