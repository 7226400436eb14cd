#include "driver/sweep/exclusions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver/sweep/conditions.hpp"

namespace polesweep::sweep {
std::vector<Exclusion> read_exclusions(const Node& document, Problems& problems) {
  std::vector<Exclusion> exclusions;
  const Node* node = document.find("exclude");
  if (!node) return exclusions;
  if (!node->is_list() || !std::all_of(node->list().begin(), node->list().end(), [](const Node& table) { return table.is_table(); })) {
    problems.add(node->where, "exclude", fmt::format("got {} (must be written [[exclude]])", short_literal(*node)));
    return exclusions;
  }
  for (const Node& table : node->list()) {
    if (table.table().empty()) problems.add(table.where, "exclude", "empty (it would drop every point)");
    exclusions.push_back({table.where, read_conditions(table.table(), "exclude", problems)});
  }
  return exclusions;
}

}  // namespace polesweep::sweep
