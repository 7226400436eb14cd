#pragma once

#include <string>
#include <vector>

#include "driver/sweep/grid.hpp"

namespace polesweep::sweep {

/// `[[exclude]]` tables that drop points which cannot work and no point that works, as they are to be pasted.
struct ExclusionHint {
  std::string text;          ///< "" if there are none
  std::size_t left_out = 0;  ///< tables that are needed besides those in the text
};

/// As few tables, of as few lines, as one pass over `bad` finds. Proved: the text is read as a sweep file is, and the grid asked whether it
/// drops all of `bad` (unless tables are left out) and none of `good`. Equal shapes have one point in the lists.
ExclusionHint exclusion_hint(const Grid& grid, const std::vector<PointRef>& bad, const std::vector<PointRef>& good);

}  // namespace polesweep::sweep
