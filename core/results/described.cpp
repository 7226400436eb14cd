#include "core/results/described.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/measures/measure.hpp"
#include "core/members/members.hpp"
#include "core/results/measure_array.hpp"
#include "core/results/variables.hpp"

namespace polesweep::results {
namespace {

constexpr std::string_view tables_of_formulas = "theory/";

bool is_pattern(std::string_view text) { return text.find('<') != std::string_view::npos; }

/// A name may have several rows, for sweeps of different kinds.
std::vector<const VariableRow*> known_rows(const std::string& group, const std::string& name) {
  const std::string known = group.starts_with(tables_of_formulas) ? "theory/<table>" : group;
  std::vector<const VariableRow*> found;
  for (const VariableRow& row : variable_rows())
    if (row.group == known && row.name == name) found.push_back(&row);
  return found;
}

bool has_type(const Variable& variable, const VariableRow& row) {
  return row.type == VariableType::any || variable.values.index() == static_cast<std::size_t>(row.type);
}

void check_variable(const Variable& variable, const std::string& group) {
  const std::vector<const VariableRow*> rows = known_rows(group, variable.name);
  const auto fits = [&](const VariableRow* row) {
    return has_type(variable, *row) && (is_pattern(row->dimensions) || variable.dimensions == row->dimension_names());
  };
  if (rows.empty() || std::any_of(rows.begin(), rows.end(), fits)) return;
  const VariableRow& row = *rows.front();
  const std::string place = excerpt(group.empty() ? variable.name : group + "/" + variable.name);
  if (!has_type(variable, row))
    throw Error(fmt::format("{}: holds {} (must be {})", place, type_name(static_cast<VariableType>(variable.values.index())),
                            type_name(row.type)));
  throw Error(
      fmt::format("{}: has dimensions ({}) (must be ({}))", place, excerpt(variable.dimensions), fmt::join(row.dimension_names(), ", ")));
}

void check_dimensions(const Group& group, const std::string& path, const Group& root) {
  for (const Dimension& dimension : group.dimensions) {
    const auto outer = std::ranges::find(root.dimensions, dimension.name, &Dimension::name);
    if (outer != root.dimensions.end() && outer->size != dimension.size)
      throw Error(fmt::format("{}: dimension '{}' has size {} (must be {}, as in the root)", excerpt(path), excerpt(dimension.name),
                              dimension.size, outer->size));
  }
}

void check_group(const Group& group, const std::string& path, const Group& root) {
  // Axes of formulas bear names of their own.
  if (!path.empty() && !path.starts_with(tables_of_formulas)) check_dimensions(group, path, root);
  for (const Variable& variable : group.variables) check_variable(variable, path);
  for (const Group& inner : group.groups) check_group(inner, path.empty() ? inner.name : path + "/" + inner.name, root);
}

/// The numbers of measures lie behind those of runs: <axes of the group>, then their own.
void check_measures(const Group& group, const std::vector<std::string>& axes) {
  std::vector<std::string> names{"risk"};  // which is always measured
  for (const MemberInfo& info : members(Family::measure)) names.push_back(info.name);
  for (const std::string& known : names) {
    const Measure& measure = known_measure(known);
    std::vector<std::string> dimensions = axes;
    for (const std::string& own : measure.dimensions()) dimensions.push_back(own);
    for (const std::string& name : measure.variables()) {
      const Variable* variable = group.find(name);
      if (variable && variable->dimensions != dimensions)
        throw Error(
            fmt::format("{}: has dimensions ({}) (must be ({}))", name, excerpt(variable->dimensions), fmt::join(dimensions, ", ")));
    }
  }
}

}  // namespace

void require_described(const Group& root) {
  check_group(root, "", root);
  check_measures(root, {"point", "seed", "length"});
  if (const Group* training = root.find_group("training"))
    check_measures(*training, {"training_point", "seed", "training_length", "iteration"});
}

}  // namespace polesweep::results
