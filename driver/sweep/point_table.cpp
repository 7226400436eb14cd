#include "driver/sweep/point_table.hpp"

#include <utility>

#include "core/results/variables.hpp"

namespace polesweep::sweep {

void add_members(const Grid& grid, const PointList& list, results::PointColumns& columns) {
  for (const TableKind kind : {TableKind::task, TableKind::poles, TableKind::learner}) {
    const Combinations& combinations = grid.combinations(kind);
    std::vector<std::vector<std::uint32_t>> points(combinations.size());
    for (std::uint32_t point = 0; point < list.points.size(); ++point) points[list.points[point].ref.of(kind)].push_back(point);
    for (std::uint32_t combination = 0; combination < points.size(); ++combination) {
      if (points[combination].empty()) continue;
      Point made;
      combinations.fill(combination, made);
      for (const PointPart& part : point_parts())
        if (part.table == kind && has(made, part)) columns.add(part.family, made.*part.member, points[combination]);
    }
  }
}

std::string tuned_columns(const Table& learner) {
  std::string tuned;
  for (const std::string& field : learner.tune)
    tuned += (tuned.empty() ? "" : ",") + column_of(std::string(table_name(TableKind::learner)) + "." + field);
  return tuned;
}

results::Group point_table(const Grid& grid, const PointList& list) {
  results::PointColumns columns(list.points.size());
  add_members(grid, list, columns);
  results::Group group{.name = "", .attributes = {}, .dimensions = {{"point", list.points.size()}}, .variables = {}, .groups = {}};
  group.variables = columns.take_fields();
  std::vector<std::string> labels, tuned;
  for (const PlannedPoint& point : list.points) {
    const Table& learner = grid.table(point.ref, TableKind::learner);
    labels.push_back(learner.label);
    tuned.push_back(tuned_columns(learner));
  }
  group.variables.push_back(results::make_variable("", "learner_label", std::move(labels)));
  group.variables.push_back(results::make_variable("", "tuned_fields", std::move(tuned)));
  results::make_all(group);
  return group;
}

}  // namespace polesweep::sweep
