#include <algorithm>

#include "analysis/claims/claim.hpp"
#include "analysis/claims/question.hpp"

namespace polesweep::analysis {
namespace {

// name, summary, method, compares, has_axis, pools_points, is_bounded, has_formula, decide
constexpr ClaimKind kinds[] = {
    {"ratio", "one learner's quantity as a multiple of another's",
     "median over paired seeds of the log ratio, order-statistic interval (David and Nagaraja 2003, 7.1)", true, false, false, true, false,
     decide_ratio},
    {"slope", "slope of a quantity over an axis on logarithmic scales",
     "least squares for each seed; median over seeds, order-statistic interval; a seed without a finite curve counts against both bounds",
     false, true, false, true, false, decide_slope},
    {"theory", "a quantity is what a formula of `polesweep theory` says",
     "median over seeds, order-statistic interval; holds where all of it is within the tolerance", false, false, false, false, true,
     decide_theory},
    {"fraction", "part of the runs whose quantity is within bounds",
     "mean over seeds of the part of the selected points, Chernoff bounds of Hoeffding 1963 (of one point: of the part of runs)", false,
     false, true, true, false, decide_fraction},
    {"monotonicity", "a quantity rises or falls along an axis",
     "median log ratio of every two neighbours on paired seeds, order-statistic intervals, Bonferroni over the steps", false, true, false,
     false, false, decide_monotonicity},
    {"crossover", "place on an axis where one learner's curve crosses another's",
     "from the last to the next value of the axis where the paired ratio surely differs from 1 (order-statistic intervals, Bonferroni over "
     "the axis); the number is interpolated",
     true, true, false, true, false, decide_crossover},
};

}  // namespace

std::span<const ClaimKind> claim_kinds() { return kinds; }

const ClaimKind* find_claim_kind(std::string_view name) {
  const auto* found = std::find_if(std::begin(kinds), std::end(kinds), [&](const ClaimKind& kind) { return kind.name == name; });
  return found == std::end(kinds) ? nullptr : found;
}

std::vector<FieldSpec> claim_fields(const ClaimKind& kind) {
  Fields fields;
  read_statement(fields);
  read_subject(fields);
  if (kind.compares) read_pair(fields);
  if (kind.has_axis) read_axis(fields);
  if (kind.has_formula) read_formula(fields);
  kind.decide(fields, {}, 0.95);
  return fields.declared();
}

}  // namespace polesweep::analysis
