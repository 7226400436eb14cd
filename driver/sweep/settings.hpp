#pragma once

#include "driver/sweep/node.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// Reads everything of a sweep that is no table of the grid: name, seeds, lengths, `[measure]`, `[evaluation]`, `[statistics]`. A sweep of
/// formulas alone has no runs, and what speaks of runs is refused there.
void read_settings(const Node& document, bool has_runs, Sweep& sweep, Problems& problems);

/// What the learners' regimes ask of `lengths` and `iterations`, once all tables are read.
void check_regimes(const Node& document, const Sweep& sweep, Problems& problems);

}  // namespace polesweep::sweep
