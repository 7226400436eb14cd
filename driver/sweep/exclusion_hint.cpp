#include "driver/sweep/exclusion_hint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "driver/sweep/applied_exclusion.hpp"
#include "driver/sweep/conditions.hpp"
#include "driver/sweep/document.hpp"
#include "driver/sweep/exclusions.hpp"

namespace polesweep::sweep {
namespace {

constexpr std::size_t most_tables = 5;

/// What tells points apart: by path the values that drop the point.
using Traits = std::map<std::string, std::vector<Value>>;

/// A shape has all values of its table's real fields, so that these are listed in full.
void add_traits(const Table& table, Family family, const Member& member, Traits& traits) {
  traits[kind_path(family)] = {Value(member.kind)};
  for (const FieldSpec& spec : find_member(family, member.kind)->fields)
    if (const auto value = member.fields.find(spec.name); value != member.fields.end())
      traits[field_path(family, spec.name)] = {value->second};
  for (const FieldAxis& field : table.fields)
    if (field.family == family && field.spec->type == FieldType::real) traits[field.path()] = field.values;
}

Traits traits_of(const Grid& grid, PointRef ref) {
  const Point point = grid.resolve(ref);
  Traits traits{{label_path, {Value(grid.table(ref, TableKind::learner).label)}}};
  for (const PointPart& part : point_parts())
    if (has(point, part)) add_traits(grid.table(ref, part.table), part.family, point.*part.member, traits);
  return traits;
}

Exclusion exclusion_of(const Traits& traits) {
  Exclusion exclusion;
  for (const auto& [path, values] : traits) exclusion.conditions.push_back({path, values});
  return exclusion;
}

bool drops_any(const Grid& grid, const Traits& traits, const std::vector<PointRef>& points) {
  if (traits.empty()) return true;
  const AppliedExclusion applied(grid, exclusion_of(traits));
  return std::any_of(points.begin(), points.end(), [&](PointRef ref) { return applied.drops(ref); });
}

Traits shared(const Traits& a, const Traits& b) {
  Traits both;
  for (const auto& [path, values] : a)
    if (const auto found = b.find(path); found != b.end() && found->second == values) both.emplace(path, values);
  return both;
}

bool is_kind(const std::string& path) { return path.ends_with(".kind") || path == kind_path(Family::network); }

/// The order in which lines are tried to be left out: a kind says more to the reader than one of its fields, and what a learner is more
/// than its label.
int worth(const std::string& path, const std::vector<Value>& values) {
  if (path == label_path) return 0;
  if (is_kind(path)) return 3;
  return values.size() > 1 || std::holds_alternative<double>(values.front()) ? 1 : 2;
}

void leave_out_lines(const Grid& grid, const std::vector<PointRef>& good, Traits& traits) {
  std::vector<std::pair<int, std::string>> paths;
  for (const auto& [path, values] : traits) paths.emplace_back(worth(path, values), path);
  std::sort(paths.begin(), paths.end());
  for (const auto& [value, path] : paths) {
    auto line = traits.extract(path);
    if (drops_any(grid, traits, good)) traits.insert(std::move(line));
  }
}

/// Drops the first of the points, and others as far as that spares what works.
Traits widest(const Grid& grid, const std::vector<PointRef>& bad, const std::vector<PointRef>& good) {
  Traits traits = traits_of(grid, bad.front());
  if (drops_any(grid, traits, good)) return {};
  for (const PointRef ref : bad) {
    Traits both = shared(traits, traits_of(grid, ref));
    if (both.size() < traits.size() && !drops_any(grid, both, good)) traits = std::move(both);
  }
  leave_out_lines(grid, good, traits);
  return traits;
}

std::string value_text(const std::vector<Value>& values) {
  // The outermost list is one of alternatives.
  const bool is_list = std::holds_alternative<std::vector<double>>(values.front()) ||
                       std::holds_alternative<std::vector<Complex>>(values.front()) ||
                       std::holds_alternative<std::vector<std::string>>(values.front());
  return literal(values.size() > 1 || is_list ? list_node(values) : node_of(values.front()));
}

std::string table_text(const Traits& traits) {
  std::string text = "\n  [[exclude]]";
  for (const auto& [path, values] : traits) text += fmt::format("\n  {} = {}", path, value_text(values));
  return text;
}

std::vector<Exclusion> read_back(const Grid& grid, const std::string& text) {
  Problems problems("", {});
  std::vector<Exclusion> exclusions = read_exclusions(parse_document(text, problems), grid.sweep().learners, problems);
  problems.raise();
  return exclusions;
}

/// Those of the points that the text, read as part of a sweep file, leaves.
std::vector<PointRef> left_by(const Grid& grid, const std::string& text, std::vector<PointRef> points) {
  for (const Exclusion& exclusion : read_back(grid, text)) {
    const AppliedExclusion applied(grid, exclusion);
    std::erase_if(points, [&](PointRef ref) { return applied.drops(ref); });
  }
  return points;
}

}  // namespace

ExclusionHint exclusion_hint(const Grid& grid, const std::vector<PointRef>& bad, const std::vector<PointRef>& good) {
  std::vector<std::string> tables;
  for (std::vector<PointRef> left = bad; !left.empty();) {
    const Traits traits = widest(grid, left, good);
    if (traits.empty()) return {};
    tables.push_back(table_text(traits));
    const std::size_t before = left.size();
    left = left_by(grid, tables.back(), std::move(left));
    if (left.size() == before || left_by(grid, tables.back(), good).size() < good.size()) return {};
  }
  ExclusionHint hint;
  for (std::size_t i = 0; i < std::min(most_tables, tables.size()); ++i) hint.text += tables[i];
  hint.left_out = tables.size() - std::min(most_tables, tables.size());
  return hint;
}

}  // namespace polesweep::sweep
