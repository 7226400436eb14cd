#include <cmath>

#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {

Judgement decide_theory(Fields& fields, const Evidence& evidence, double confidence) {
  const double relative = fields.real(
      {.name = "tolerance", .help = "largest deviation from the formula as a part of its value", .fallback = 0.05, .range = non_negative});
  const double absolute = fields.real({.name = "absolute_tolerance",
                                       .help = "largest deviation from the formula in the quantity's unit; the larger of both counts",
                                       .fallback = 0,
                                       .range = non_negative});
  if (fields.describing()) return {};
  const std::vector<double>& runs = evidence.of.runs.front();
  std::size_t measured = 0;
  for (const double value : runs) measured += std::isnan(value) ? 0 : 1;
  const double allowed = std::max(absolute, relative * std::abs(evidence.expected));
  return judge(median_of(runs, confidence), measured, {evidence.expected - allowed, evidence.expected + allowed});
}

}  // namespace polesweep::analysis
