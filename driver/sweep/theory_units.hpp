#pragma once

#include <cstdint>
#include <vector>

#include "driver/sweep/grid.hpp"

namespace polesweep::sweep {

/// Combinations of one `[[theory]]` table that are evaluated and stored together.
struct TheoryUnit {
  std::uint32_t table = 0;
  std::uint32_t first = 0;  ///< combination within the table
  std::uint32_t count = 0;

  bool operator==(const TheoryUnit&) const = default;
};

/// A thousand values take from a millisecond (a closed form) to seconds (a flow), and their record's overhead is a hundredth of them.
inline constexpr std::uint32_t values_per_unit = 1000;

/// Cuts every `[[theory]]` table into units of `values_per_unit`, the last of a table may be smaller.
std::vector<TheoryUnit> cut_theory(const Grid& grid);

/// The identity of a unit: the hash of the canonical texts of its combinations (`theory.formula=name@version` and the fields), so that
/// stored values are found again whatever else has changed in the sweep.
PointId id_of(const Grid& grid, const TheoryUnit& unit);

}  // namespace polesweep::sweep
