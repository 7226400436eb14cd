#include <fmt/format.h>

#include <cmath>

#include "analysis/claims/claim.hpp"
#include "analysis/estimators/rank_correlation.hpp"
#include "core/counted.hpp"

namespace polesweep::analysis {

Judgement decide_correlation(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  const RankCorrelation found = rank_correlation(evidence.of.runs, evidence.reference.runs, confidence);
  Judgement judgement = judge(found.rho, found.pairs, bounds);
  if (found.pairs > 0 && std::isnan(found.rho.value)) judgement.reason = "one of the two has a single value";
  std::size_t unknown = 0;
  for (std::size_t point = 0; point < evidence.of.runs.size(); ++point) unknown += unknown_pairs(evidence, point);
  if (found.pairs == 0 || unknown == 0) return judgement;
  // Where these would stand shifts the ranks of all others.
  judgement.decision = Decision::undecided;
  judgement.margin = 0;
  add_reason(judgement, fmt::format("{} of {} could have any rank", unknown, counted(found.pairs + unknown, "run")));
  return judgement;
}

}  // namespace polesweep::analysis
