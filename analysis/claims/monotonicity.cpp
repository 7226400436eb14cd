#include <cmath>

#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {

Direction read_direction(Fields& fields) {
  const bool rises =
      fields.choice({.name = "direction", .help = "how the quantity changes along the axis", .choices = "rising|falling"}) == 0;
  const double tolerance = fields.real({.name = "tolerance",
                                        .help = "part by which a step may go the other way",
                                        .fallback = 0,
                                        .range = {.low = 0, .high = 1, .high_allowed = false}});
  return {rises, tolerance};
}

namespace {

/// The difference of two neighbours in the direction claimed, for values of formulas, which may be negative.
Judgement decide_exactly(const Curve& curve, const Direction& direction) {
  Judgement worst;
  for (std::size_t i = 1; i < curve.runs.size(); ++i) {
    const double before = curve.runs[i - 1].front();
    const double step = curve.runs[i].front() - before;
    const double against = direction.tolerance * std::abs(before);
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const Judgement judgement = judge({step, step, step}, 1, direction.rises ? Bounds{-against, none} : Bounds{none, against});
    if (i == 1 || is_weaker(judgement, worst)) worst = judgement;
  }
  return worst;
}

}  // namespace

Judgement decide_monotonicity(Fields& fields, const Evidence& evidence, double confidence) {
  const Direction direction = read_direction(fields);
  if (fields.describing()) return {};
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const Bounds bounds = direction.rises ? Bounds{1 - direction.tolerance, none} : Bounds{none, 1 + direction.tolerance};
  const RunsAlong& runs = evidence.of.runs;
  if (runs.size() < 2) return {Decision::undecided, {none, none, none}, 0, "the axis has a single value", 0};
  if (evidence.exact) return decide_exactly(evidence.of, direction);
  const double each = 1 - (1 - confidence) / static_cast<double>(runs.size() - 1);
  // All steps must go the right way, and one that does not refutes the claim; the least convincing one of those is reported.
  Judgement worst;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    const Judgement judgement = judge_ratio({evidence.of.at(i), evidence.of.at(i - 1)}, 0, each, bounds);
    if (i == 1 || is_weaker(judgement, worst)) worst = judgement;
  }
  return worst;
}

}  // namespace polesweep::analysis
