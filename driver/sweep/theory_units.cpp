#include "driver/sweep/theory_units.hpp"

#include <algorithm>

#include "driver/sweep/identity.hpp"

namespace polesweep::sweep {

std::vector<TheoryUnit> cut_theory(const Grid& grid) {
  std::vector<TheoryUnit> units;
  for (std::uint32_t table = 0; table < grid.sweep().theories.size(); ++table) {
    const std::uint32_t size = grid.theories().grid(table).size();
    for (std::uint32_t first = 0; first < size; first += values_per_unit)
      units.push_back({table, first, std::min(values_per_unit, size - first)});
  }
  return units;
}

PointId id_of(const Grid& grid, const TheoryUnit& unit) {
  std::string text;
  for (std::uint32_t i = 0; i < unit.count; ++i) {
    grid.theories().grid(unit.table).append_text(unit.first + i, text);
    text += '\n';
  }
  return identify(text);
}

}  // namespace polesweep::sweep
