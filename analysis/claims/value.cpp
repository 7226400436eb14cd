#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {

Judgement decide_value(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  return judge_median(evidence, confidence, bounds);
}

}  // namespace polesweep::analysis
