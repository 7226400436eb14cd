#pragma once

#include "analysis/figures/kinds.hpp"

namespace polesweep::analysis {

/// The figures of formulas (`theory_figures`), with the runs that `[[mark]]` tables ask for on their maps: where training ended.
Figures theory_maps(const FigureSource& source);

}  // namespace polesweep::analysis
