#include "analysis/conclusions/tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Variable;

/// Names of the tuned number fields whose value at `point` is the smallest or largest of those tried.
std::string edges(const Learner& learner, std::size_t point) {
  std::string names;
  for (const Variable* variable : learner.tuned) {
    const std::vector<double>* values = reals_of(*variable);
    if (!values) continue;
    std::set<double> tried;
    for (const std::size_t p : learner.points) tried.insert((*values)[p]);
    if (tried.size() < 2 || ((*values)[point] != *tried.begin() && (*values)[point] != *tried.rbegin())) continue;
    names += (names.empty() ? "" : ", ") + shown_name(*variable);
  }
  return names;
}

std::vector<Dropped> dropped_of(const Runs& runs, const Learner& learner) {
  std::vector<Dropped> dropped;
  for (const std::size_t point : learner.points)
    if (const std::size_t lengths = runs.lengths_run(point); lengths < runs.lengths().size())
      dropped.push_back({PointFields::list(learner.tuned, point), lengths == 0 ? 0 : runs.lengths()[lengths - 1]});
  std::ranges::stable_sort(dropped, {}, &Dropped::after);
  return dropped;
}

}  // namespace

std::vector<Tuned> tune(const Runs& runs, const std::vector<Cell>& cells) {
  std::vector<Tuned> list;
  for (const Cell& cell : cells)
    for (const Learner& learner : cell.learners) {
      if (learner.tuned.empty() || learner.points.size() < 2) continue;
      Tuned tuned{&cell, &learner, learner.points.size(), split_seeds(runs, learner.points), {}};
      for (std::size_t length = 0; length < runs.lengths().size(); ++length) {
        Choice choice{length, best_setting(learner.points, tuned.halves.choosing, risk_at(runs, Along::lengths, length)), "", {}, 0, ""};
        choice.settings = static_cast<std::size_t>(
            std::ranges::count_if(learner.points, [&](std::size_t point) { return runs.lengths_run(point) > length; }));
        choice.risk = risk_over(runs, Along::lengths, choice.point, tuned.halves.judging, length);
        if (std::isnan(choice.risk.value)) continue;
        choice.setting = PointFields::list(learner.tuned, choice.point);
        choice.at_edge = edges(learner, choice.point);
        tuned.choices.push_back(std::move(choice));
      }
      tuned.dropped = dropped_of(runs, learner);
      if (!tuned.choices.empty()) list.push_back(std::move(tuned));
    }
  return list;
}

}  // namespace polesweep::analysis
