#include "analysis/conclusions/equal_terms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

double search_operations(const Runs& runs, const Learner& learner, std::size_t length) {
  double sum = 0;
  for (const std::size_t point : learner.points)
    if (const std::size_t lengths = runs.lengths_run(point); lengths > 0) sum += runs.operations(point, std::min(length, lengths - 1));
  return sum;
}

/// The median judged risk of the best of `tried` settings drawn from all.
double risk_with_fewer_settings(const Runs& runs, const Learner& learner, const Halves& halves, std::size_t length, std::size_t tried) {
  std::vector<std::size_t> left = learner.points;
  std::vector<std::pair<double, double>> risks;  // judged risk and its probability
  const auto all = static_cast<double>(left.size());
  double probability = static_cast<double>(tried) / all;
  double unknown = 0;  // probability that all settings drawn have lost a race
  for (double rank = 0; !left.empty() && probability > 0; ++rank) {
    const std::size_t best = best_setting(left, halves.choosing, risk_at(runs, Along::lengths, length));
    const double risk = risk_over(runs, Along::lengths, best, halves.judging, length).value;
    const bool lost = std::isnan(risk) && runs.dropped_after(best, halves.judging.front());
    if (!std::isnan(risk)) risks.emplace_back(risk, probability);
    if (lost) unknown += probability;
    std::erase(left, best);
    probability *= (all - rank - static_cast<double>(tried)) / (all - rank - 1);
  }
  std::sort(risks.begin(), risks.end());
  double total = unknown;
  for (const auto& [risk, weight] : risks) total += weight;
  double below = 0;
  for (const auto& [risk, weight] : risks)
    if ((below += weight) >= total / 2 * (1 - 1e-12)) return risk;
  return nan;
}

void add_cell(const Runs& runs, const Cell& cell, std::size_t last, std::vector<EqualTerms>& list) {
  const Halves halves = split_seeds(runs, cell.points);
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  double cheapest = infinity;
  for (const Learner& learner : cell.learners) {
    if (!learner.tuned.empty()) fewest = std::min(fewest, learner.points.size());
    cheapest = std::min(cheapest, search_operations(runs, learner, last));
  }
  for (const Learner& learner : cell.learners) {
    EqualTerms terms{.task = cell.task,
                     .poles = cell.poles,
                     .learner = learner.label,
                     .settings = learner.points.size(),
                     .common_settings = std::min(fewest, learner.points.size()),
                     .risk_at_common_settings = nan,
                     .common_operations = cheapest,
                     .length = 0,
                     .setting = "",
                     .risk_at_common_operations = {nan, nan, nan}};
    terms.risk_at_common_settings = risk_with_fewer_settings(runs, learner, halves, last, terms.common_settings);
    for (std::size_t length = last + 1; length-- > 0;) {
      if (search_operations(runs, learner, length) > cheapest) continue;
      const std::size_t best = best_setting(learner.points, halves.choosing, risk_at(runs, Along::lengths, length));
      terms.length = runs.lengths()[length];
      terms.setting = PointFields::list(learner.tuned, best);
      terms.risk_at_common_operations = risk_over(runs, Along::lengths, best, halves.judging, length);
      break;
    }
    list.push_back(std::move(terms));
  }
}

}  // namespace

std::vector<EqualTerms> equal_terms(const Runs& runs, const std::vector<Cell>& cells) {
  std::vector<EqualTerms> list;
  if (runs.lengths().empty()) return list;
  const std::size_t last = runs.last_measured(Along::lengths);
  for (const Cell& cell : cells)
    if (std::any_of(cell.learners.begin(), cell.learners.end(),
                    [](const Learner& learner) { return !learner.tuned.empty() && learner.points.size() > 1; }))
      add_cell(runs, cell, last, list);
  return list;
}

}  // namespace polesweep::analysis
