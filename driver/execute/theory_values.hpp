#pragma once

#include <vector>

#include "core/results/theory_builder.hpp"
#include "core/run/record.hpp"
#include "driver/sweep/theory_units.hpp"

namespace polesweep::execute {

/// Evaluates a unit of a `[[theory]]` table. A combination outside the formula's domain is a row of NaN; anything else that a formula
/// throws makes the record a failed one.
RunRecord evaluate(const sweep::Grid& grid, const sweep::TheoryUnit& unit);

/// What the group /theory of this sweep is asked to hold.
std::vector<results::TheoryTable> theory_tables(const sweep::Grid& grid, const std::vector<sweep::TheoryUnit>& units);

}  // namespace polesweep::execute
