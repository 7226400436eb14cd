#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {

Judgement decide_ratio(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  return judge_ratio(evidence, 0, confidence, bounds);
}

}  // namespace polesweep::analysis
