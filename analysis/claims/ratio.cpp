#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {

Judgement decide_ratio(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  const Comparison comparison = compare_at(evidence, 0, confidence);
  return judge(comparison.ratio, comparison.runs, bounds);
}

}  // namespace polesweep::analysis
