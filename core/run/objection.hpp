#pragma once

#include <optional>
#include <string>

#include "core/run/setup.hpp"

/// What the members of a point object to one another, known before anything runs.
namespace polesweep {

/// Why a point cannot be run, and the field to blame. Made from a text "field: reason", as members write it.
struct Objection {
  Objection(std::string text);  // NOLINT(google-explicit-constructor): an objection is its text

  std::string field;  ///< "" if none is named
  std::string reason;

  std::string text() const { return field.empty() ? reason : field + ": " + reason; }
};

/// Why the point cannot be run and measured as asked. Returns nothing if it can.
std::optional<Objection> objection(const Setups& setups, const Point& point, const Measurement& asked);

/// Why the states of a linear or relu network grow without bounds from its start, with the field of the poles to change. Returns nothing if
/// they do not. Such a point can be run, and diverges unless learning brings the poles back.
std::optional<Objection> growth(const Setups& setups, const Point& point, const Measurement& asked);

}  // namespace polesweep
