#include "driver/sweep/points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "core/error.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::sweep {
namespace {

/// The exclusions that a combination leaves possible.
std::vector<std::size_t> still_matching(const Combinations& combinations, std::uint32_t combination,
                                        const std::vector<std::size_t>& before) {
  std::vector<std::size_t> after;
  for (const std::size_t exclusion : before)
    if (combinations.matches(exclusion, combination)) after.push_back(exclusion);
  return after;
}

bool file_order(const PlannedPoint& a, const PlannedPoint& b) {
  if (a.id != b.id) return a.id < b.id;
  return std::tie(a.ref.learner, a.ref.poles, a.ref.task) < std::tie(b.ref.learner, b.ref.poles, b.ref.task);
}

}  // namespace

PointList list_points(const Grid& grid) {
  PointList list;
  list.combinations = std::uint64_t{grid.tasks().size()} * grid.poles().size() * grid.learners().size();
  list.excluded.resize(grid.sweep().exclusions.size());
  list.points.reserve(list.combinations);
  std::vector<std::size_t> all(list.excluded.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  // Each loop extends the text of the loop around it, so that a million texts cost little more than their hashes.
  std::string text = core_line();
  const std::size_t core_end = text.size();
  for (std::uint32_t learner = 0; learner < grid.learners().size(); ++learner) {
    text.resize(core_end);
    grid.learners().append_text(learner, text);
    const std::size_t learner_end = text.size();
    const std::vector<std::size_t> of_learner = still_matching(grid.learners(), learner, all);
    for (std::uint32_t poles = 0; poles < grid.poles().size(); ++poles) {
      text.resize(learner_end);
      grid.poles().append_text(poles, text);
      const std::size_t poles_end = text.size();
      const std::vector<std::size_t> of_poles = still_matching(grid.poles(), poles, of_learner);
      for (std::uint32_t task = 0; task < grid.tasks().size(); ++task) {
        const std::vector<std::size_t> excluding = still_matching(grid.tasks(), task, of_poles);
        if (!excluding.empty()) {
          ++list.excluded[excluding.front()];
          continue;
        }
        text.resize(poles_end);
        grid.tasks().append_text(task, text);
        list.points.push_back({identify(text), {task, poles, learner}});
      }
    }
  }
  if (list.points.empty() && !grid.sweep().theory_only())
    throw Error(
        fmt::format("{}: [[exclude]] drops all of {} points. Remove one of its tables?", grid.sweep().source.name, list.combinations));
  std::sort(list.points.begin(), list.points.end(), file_order);
  const auto end = std::unique(list.points.begin(), list.points.end(), [](const auto& a, const auto& b) { return a.id == b.id; });
  list.duplicates = static_cast<std::uint64_t>(list.points.end() - end);
  list.points.erase(end, list.points.end());
  return list;
}

}  // namespace polesweep::sweep
