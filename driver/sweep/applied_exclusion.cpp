#include "driver/sweep/applied_exclusion.hpp"

#include <fmt/format.h>

#include "driver/sweep/node.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep::sweep {
namespace {

bool matches_any(const Combinations& combinations, const std::vector<TableGrid::Match>& match) {
  for (std::uint32_t i = 0; i < combinations.size(); ++i)
    if (combinations.matches(match, i)) return true;
  return false;
}

std::string why_idle(const Grid& grid, const Exclusion& exclusion) {
  for (const Condition& condition : exclusion.conditions) {
    if (AppliedExclusion(grid, {exclusion.where, {condition}}).drops_any()) continue;
    const Node values = condition.values.size() == 1 ? node_of(condition.values.front()) : list_node(condition.values);
    return fmt::format("no point has {} = {}", condition.path, literal(values));
  }
  return AppliedExclusion(grid, exclusion).drops_any() ? "the tables above it drop all of its points" : "no point meets all of its lines";
}

}  // namespace

AppliedExclusion::AppliedExclusion(const Grid& grid, const Exclusion& exclusion)
    : grid_(grid),
      tasks_(grid.tasks().match(exclusion)),
      poles_(grid.poles().match(exclusion)),
      learners_(grid.learners().match(exclusion)) {}

bool AppliedExclusion::drops(PointRef ref) const {
  return grid_.tasks().matches(tasks_, ref.task) && grid_.poles().matches(poles_, ref.poles) &&
         grid_.learners().matches(learners_, ref.learner);
}

bool AppliedExclusion::drops_any() const {
  // The lines of one kind of tables say nothing of the others.
  return matches_any(grid_.tasks(), tasks_) && matches_any(grid_.poles(), poles_) && matches_any(grid_.learners(), learners_);
}

std::vector<std::string> idle_exclusions(const Grid& grid, const PointList& list) {
  const Problems places(grid.sweep().source.name, grid.sweep().source.options);
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < list.excluded.size(); ++i)
    if (list.excluded[i] == 0)
      warnings.push_back(fmt::format("{}: exclude: drops no point ({}). Remove it, or correct it?",
                                     places.place(grid.sweep().exclusions[i].where), why_idle(grid, grid.sweep().exclusions[i])));
  return warnings;
}

}  // namespace polesweep::sweep
