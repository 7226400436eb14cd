#pragma once

#include <functional>
#include <optional>
#include <string>

#include "driver/sweep/points.hpp"

namespace polesweep::sweep {

/// What the members themselves object to; the answer is why a combination cannot work, or none. A text "field: reason" is reported at
/// that field. Either function may be empty.
struct Checks {
  /// Asked once for every combination of values of one table that is left in the sweep. Only the members of this kind are set.
  std::function<std::optional<std::string>(TableKind, const Point&)> alone;
  /// Asked once for every shape of a point, which is: not again for points that differ in nothing but real-valued fields.
  std::function<std::optional<std::string>(const Point&)> together;
};

/// Throws Error that holds all objections, each once at the place of its table, and those of whole points with the `[[exclude]]` tables
/// that mend it (`exclusion_hint`).
void check_points(const Grid& grid, const PointList& list, const Checks& checks);

}  // namespace polesweep::sweep
