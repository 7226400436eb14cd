#include "driver/sweep/race_costs.hpp"

#include <algorithm>
#include <vector>

namespace polesweep::sweep {
namespace {

/// How many settings are left at each length.
std::vector<std::size_t> settings_left(const Race& race, std::span<const std::int64_t> lengths, const std::vector<std::size_t>& rungs) {
  std::vector<std::size_t> left(lengths.size(), race.settings.size());
  for (std::size_t rung = 0; rung + 1 < rungs.size(); ++rung)
    for (std::size_t length = rungs[rung] + 1; length < lengths.size(); ++length)
      left[length] = analysis::places_after(race.settings.size(), race.rules.keep, rung, rungs.size());
  return left;
}

}  // namespace

void add_race(const Race& race, std::size_t choosing, const Grid& grid, const PointList& list, Costs& costs, RaceCosts& sum) {
  const std::vector<std::int64_t>& lengths = grid.sweep().lengths;
  const std::vector<std::size_t> rungs = analysis::rungs_of(lengths, race.rules.rungs);
  const std::vector<std::size_t> left = settings_left(race, lengths, rungs);
  // Settings of one learner take about the same.
  const RunCost& cost = costs.of(list.points[race.settings.front()].ref);
  std::vector<double> one;
  for (std::size_t length = 0; length < lengths.size(); ++length)
    one.push_back(operations(cost, {static_cast<double>(lengths[length]), static_cast<double>(length + 1)}).own);
  double chosen = 0;
  for (std::size_t length = 0; length < lengths.size(); ++length)
    chosen += static_cast<double>(left[length]) * (one[length] - (length > 0 ? one[length - 1] : 0));
  double about = 0;
  double most = 0;
  std::size_t winners_at_rungs = 0;
  std::size_t winners = 0;
  for (std::size_t length = lengths.size(); length-- > 0;) {
    if (winners < left[length]) {
      most += one[length];
      ++winners;
    }
    if (winners_at_rungs < left[length] && std::ranges::find(rungs, length) != rungs.end()) {
      about += one[length];
      ++winners_at_rungs;
    }
  }
  const auto seeds = static_cast<double>(grid.sweep().seeds.size());
  const auto choose = static_cast<double>(choosing);
  ++sum.races;
  sum.settings += race.settings.size();
  sum.without += static_cast<double>(race.settings.size()) * one.back() * seeds;
  sum.about += chosen * choose + about * (seeds - choose);
  sum.most += chosen * choose + most * (seeds - choose);
}

}  // namespace polesweep::sweep
