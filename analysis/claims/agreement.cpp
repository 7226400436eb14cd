#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {

double read_band(Fields& fields) {
  return fields.real({.name = "tolerance",
                      .help = "part by which the two may differ: their ratio lies between 1 / (1 + tolerance) and 1 + tolerance",
                      .fallback = 0.05,
                      .range = non_negative});
}

Judgement decide_agreement(Fields& fields, const Evidence& evidence, double confidence) {
  const double tolerance = read_band(fields);
  if (fields.describing()) return {};
  const std::size_t positions = evidence.of.x.size();
  const double each = 1 - (1 - confidence) / static_cast<double>(positions);
  // They must agree everywhere, and one place where they do not refutes the claim; the least convincing one of those is reported.
  Judgement worst;
  for (std::size_t i = 0; i < positions; ++i) {
    const Judgement judgement = judge_ratio(evidence, i, each, {1 / (1 + tolerance), 1 + tolerance});
    if (i == 0 || is_weaker(judgement, worst)) worst = judgement;
  }
  return worst;
}

}  // namespace polesweep::analysis
