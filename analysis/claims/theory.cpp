#include <algorithm>
#include <cmath>

#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {

Tolerance read_tolerance(Fields& fields) {
  const double relative = fields.real(
      {.name = "tolerance", .help = "largest deviation from the formula as a part of its value", .fallback = 0.05, .range = non_negative});
  const double absolute = fields.real({.name = "absolute_tolerance",
                                       .help = "largest deviation from the formula in the quantity's unit; the larger of both counts",
                                       .fallback = 0,
                                       .range = non_negative});
  return {relative, absolute};
}

Judgement decide_theory(Fields& fields, const Evidence& evidence, double confidence) {
  const Tolerance tolerance = read_tolerance(fields);
  if (fields.describing()) return {};
  const double allowed = std::max(tolerance.absolute, tolerance.relative * std::abs(evidence.expected));
  return judge_median(evidence, confidence, {evidence.expected - allowed, evidence.expected + allowed});
}

}  // namespace polesweep::analysis
