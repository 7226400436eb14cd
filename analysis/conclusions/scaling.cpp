#include "analysis/conclusions/scaling.hpp"

#include "core/numbers.hpp"

namespace polesweep::analysis {

std::vector<Scaling> scaling(const Runs& runs, const Answers& answers) {
  std::vector<Scaling> list;
  if (runs.lengths().empty()) return list;
  for (std::size_t i = 0; i < answers.compared; ++i) {
    const Answer& answer = answers.list[i];
    const std::vector<std::size_t> seeds = judging_seeds(runs, answer);
    for (const Contender& contender : answer.contenders) {
      RunsAlong risk(runs.lengths().size());
      for (std::size_t l = 0; l < risk.size(); ++l)
        for (const std::size_t seed : seeds) risk[l].push_back(runs.risk(Along::lengths, contender.point, seed, l));
      PowerLaw law = fit_power_law(runs.lengths(), risk, runs.confidence());
      if (!runs.has_interval(contender.point))
        for (Estimate* estimate : {&law.exponent, &law.floor, &law.amplitude}) estimate->low = estimate->high = nan;
      list.push_back({answer.cell->task, answer.cell->poles, contender.label, contender.setting, runs.id(contender.point), law});
    }
  }
  return list;
}

}  // namespace polesweep::analysis
