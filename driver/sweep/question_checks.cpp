#include <algorithm>

#include "driver/sweep/questions.hpp"

namespace polesweep::sweep {
namespace {

/// Whether the combination of one kind of tables meets the conditions about it.
bool meets(const Point& point, TableKind kind, const std::string& label, const std::vector<Condition>& conditions) {
  const auto has_value = [](const Condition& condition, const std::string& text) {
    return std::any_of(condition.values.begin(), condition.values.end(), [&](const Value& value) { return canonical(value) == text; });
  };
  for (const Condition& condition : conditions) {
    const bool is_label = condition.path == "label";
    if (is_label ? kind != TableKind::learner : !condition.path.starts_with(std::string(table_name(kind)) + ".")) continue;
    bool met = is_label && std::any_of(condition.values.begin(), condition.values.end(),
                                       [&](const Value& value) { return std::get<std::string>(value).starts_with(label); });
    for (const PointPart& part : point_parts()) {
      if (part.table != kind) continue;
      const Member& member = point.*part.member;
      met = met || (kind_path(part.family) == condition.path && has_value(condition, member.kind));
      for (const auto& [name, value] : member.fields)
        met = met || (field_path(part.family, name) == condition.path && has_value(condition, canonical(value)));
    }
    if (!met) return false;
  }
  return true;
}

std::vector<bool> meeting(const Grid& grid, TableKind kind, const std::vector<Condition>& conditions) {
  const Combinations& combinations = grid.combinations(kind);
  std::vector<bool> met(combinations.size());
  for (std::uint32_t i = 0; i < combinations.size(); ++i) {
    Point point;
    combinations.fill(i, point);
    met[i] = meets(point, kind, combinations.grid(combinations.table(i)).table().label, conditions);
  }
  return met;
}

void check_question(const Grid& grid, const PointList& list, const AskedTable& asked, const char* name, Problems& problems) {
  if (asked.conditions.empty() || analysis::is_on_formulas(asked.question)) return;
  const std::vector<bool> tasks = meeting(grid, TableKind::task, asked.conditions);
  const std::vector<bool> poles = meeting(grid, TableKind::poles, asked.conditions);
  const std::vector<bool> learners = meeting(grid, TableKind::learner, asked.conditions);
  const bool any = std::any_of(list.points.begin(), list.points.end(), [&](const PlannedPoint& point) {
    return tasks[point.ref.task] && poles[point.ref.poles] && learners[point.ref.learner];
  });
  if (!any) problems.add(asked.where, name, "no point of the sweep meets its conditions");
}

}  // namespace

void check_questions(const Grid& grid, const PointList& list, Problems& problems) {
  for (const AskedTable& asked : grid.sweep().comparisons) check_question(grid, list, asked, "compare", problems);
  for (const AskedTable& asked : grid.sweep().claims) check_question(grid, list, asked, "claim", problems);
}

}  // namespace polesweep::sweep
