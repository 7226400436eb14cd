#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/measures/measure.hpp"
#include "core/run/objection.hpp"
#include "driver/sweep/points.hpp"

namespace polesweep::sweep {

/// What the members themselves object to. Each returns why a combination cannot work, or nothing if it can; an objection is reported at the
/// field that it names. Either function may be empty.
struct Checks {
  /// Called once for every combination of values of one table that is left in the sweep. Only the members of this kind are set.
  std::function<std::optional<Objection>(TableKind, const Point&)> alone;
  /// Called once per shape; points that differ only in real-valued fields share a shape.
  std::function<std::optional<Objection>(const Point&)> together;
  /// What the numbers of measures are counted by, of points that nobody objects to; called where a question names one of several numbers.
  std::function<MeasureSizes(const Point&)> sizes = {};
  /// The metrics that a point which nobody objects to has no values of.
  std::function<std::vector<std::string>(PointRef)> idle = {};
};

/// Throws Error that holds all objections, each once at the place of its table, and those of whole points with the `[[exclude]]` tables
/// that mend it (`exclusion_hint`).
void check_points(const Grid& grid, const PointList& list, const Checks& checks);

}  // namespace polesweep::sweep
