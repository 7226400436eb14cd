#include <cmath>

#include "analysis/claims/claim.hpp"
#include "analysis/estimators/rank_correlation.hpp"

namespace polesweep::analysis {

Judgement decide_correlation(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  const RankCorrelation found = rank_correlation(evidence.of.runs, evidence.reference.runs, confidence);
  Judgement judgement = judge(found.rho, found.pairs, bounds);
  if (found.pairs > 0 && std::isnan(found.rho.value)) judgement.reason = "one of the two has a single value";
  return judgement;
}

}  // namespace polesweep::analysis
