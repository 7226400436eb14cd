#include "driver/execute/seed_looks.hpp"

#include "analysis/conclusions/take_look.hpp"
#include "analysis/statistics/statistics.hpp"
#include "driver/execute/preparation.hpp"

namespace polesweep::execute {

SeedLooks seed_looks(const Preparation& preparation) {
  SeedLooks looks;
  const std::optional<sweep::SeedsUntil>& rules = preparation.sweep().seeds_until;
  if (!rules) return looks;
  looks.looks = {.until = rules->until, .of = rules->of, .list = {}};
  for (const std::size_t seeds : sweep::looks_of(preparation.sweep()))
    looks.looks.list.push_back({.seeds = static_cast<std::int64_t>(seeds)});
  looks.take = [&preparation](results::Group root, const analysis::Looks& possible) {
    root.groups.push_back(analysis::looks_group(possible));
    if (possible.of == "claims") {
      const theory::PredictedRates predicted = preparation.predicted_rates(results::stored_values<std::uint64_t>(root, "seed"));
      root.groups.push_back(analysis::statistics(root, &predicted));
    }
    return analysis::take_look(root, possible);
  };
  return looks;
}

}  // namespace polesweep::execute
