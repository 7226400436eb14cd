#include "driver/sweep/exclusions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver/sweep/conditions.hpp"

namespace polesweep::sweep {
namespace {

void check_labels(const Exclusion& exclusion, const std::vector<Table>& learners, Problems& problems) {
  std::vector<std::string> labels;
  for (const Table& learner : learners)
    if (std::find(labels.begin(), labels.end(), learner.label) == labels.end()) labels.push_back(learner.label);
  for (const Condition& condition : exclusion.conditions) {
    if (condition.path != label_path || labels.empty()) continue;
    for (const Value& value : condition.values) {
      const std::string& label = std::get<std::string>(value);
      if (std::find(labels.begin(), labels.end(), label) == labels.end())
        problems.add(exclusion.where, "exclude", fmt::format("no learner is labelled '{}'", label) + known_names(label, "labels:", labels));
    }
  }
}

}  // namespace

std::vector<Exclusion> read_exclusions(const Node& document, const std::vector<Table>& learners, Problems& problems) {
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
    check_labels(exclusions.back(), learners, problems);
  }
  return exclusions;
}

}  // namespace polesweep::sweep
