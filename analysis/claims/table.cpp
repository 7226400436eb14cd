#include <algorithm>

#include "analysis/claims/claim.hpp"
#include "analysis/claims/question.hpp"

namespace polesweep::analysis {

Judgement decide_ratio(Fields& fields, const Evidence& evidence, double confidence);
Judgement decide_slope(Fields& fields, const Evidence& evidence, double confidence);
Judgement decide_theory(Fields& fields, const Evidence& evidence, double confidence);
Judgement decide_fraction(Fields& fields, const Evidence& evidence, double confidence);
Judgement decide_monotonicity(Fields& fields, const Evidence& evidence, double confidence);
Judgement decide_crossover(Fields& fields, const Evidence& evidence, double confidence);
Judgement decide_value(Fields& fields, const Evidence& evidence, double confidence);
Judgement decide_agreement(Fields& fields, const Evidence& evidence, double confidence);
Judgement decide_correlation(Fields& fields, const Evidence& evidence, double confidence);

namespace {

constexpr ClaimKind kinds[] = {
    {.name = "ratio",
     .summary = "one quantity as a multiple of another",
     .method =
         "median over paired seeds of the log ratio, order-statistic interval (David and Nagaraja 2003, 7.1); a pair that diverged on both sides, or without a ratio, counts against both bounds",
     .example = R"(kind = "ratio"
statement = "learned poles do better than fixed ones"
of = "learned poles"
reference = "fixed poles"
below = 1)",
     .compares = true,
     .is_bounded = true,
     .gives_ratio = true,
     .decide = decide_ratio},
    {.name = "slope",
     .summary = "slope of a quantity over an axis, on logarithmic scales unless `logarithms` says otherwise",
     .method =
         "least squares for each seed; median over seeds, order-statistic interval; a seed without a finite curve counts against both bounds, or is left out among finite runs",
     .example = R"(kind = "slope"
statement = "the excess risk falls like 1/N"
minus = 0.01
from = 1_000
above = -1.1
below = -0.9)",
     .has_axis = true,
     .is_bounded = true,
     .fewest_places = 2,
     .takes_curves = true,
     .decide = decide_slope},
    {.name = "theory",
     .summary = "a quantity is what a formula of `polesweep theory` says",
     .method = "median over seeds, order-statistic interval; holds where all of it is within the tolerance; runs count as in a value",
     .example = R"(kind = "theory"
statement = "a pole of 0.5 errs as the closed form says"
formula = "p3.delay_loss"
parameters = { d = "task.delay", w = 0.5 }
tolerance = 0.01)",
     .has_formula = true,
     .has_band = true,
     .on_formulas = false,
     .decide = decide_theory},
    {.name = "fraction",
     .summary = "part of the runs, or of the values of a formula, within bounds",
     .method =
         "mean over seeds of the part of the selected points, Chernoff bounds of Hoeffding 1963 (of one point: of the part of runs); a run that diverged is not within them, and never makes a claim hold; one without a value counts against both bounds",
     .example = R"(kind = "fraction"
statement = "nine in ten runs that do not diverge come below a tenth"
quantity = "risk"
among = "finite"
run_below = 0.1
above = 0.9)",
     .pools_points = true,
     .is_bounded = true,
     .least = 0,
     .most = 1,
     .decide = decide_fraction},
    {.name = "monotonicity",
     .summary = "a quantity rises or falls along an axis",
     .method = "median log ratio of every two neighbours on paired seeds, order-statistic intervals, Bonferroni over the steps",
     .example = R"(kind = "monotonicity"
statement = "the risk falls with every length"
direction = "falling")",
     .has_axis = true,
     .gives_ratio = true,
     .fewest_places = 2,
     .decide = decide_monotonicity},
    {.name = "crossover",
     .summary = "place on an axis where one curve crosses another",
     .method =
         "from the last to the next value of the axis where the paired ratio surely differs from 1 (order-statistic intervals, Bonferroni over the axis); the number is interpolated",
     .example = R"(kind = "crossover"
statement = "learned poles win beyond some length"
of = "learned poles"
reference = "fixed poles"
above = 300
below = 3_000)",
     .compares = true,
     .has_axis = true,
     .is_bounded = true,
     .fewest_places = 2,
     .gives_place = true,
     .decide = decide_crossover},
    {.name = "value",
     .summary = "a quantity is within bounds",
     .method = "median over seeds, order-statistic interval; a run that diverged meets no bound, one without a value counts against both",
     .example = R"(kind = "value"
statement = "some radius makes half of the runs wait for less than a hundred samples"
quantity = "plateau_length"
contexts = "some"
below = 100)",
     .is_bounded = true,
     .is_of_a_run = true,
     .decide = decide_value},
    {.name = "agreement",
     .summary = "two curves agree within a band",
     .method = "median over paired seeds of the log ratio at every place, order-statistic intervals, Bonferroni over the places",
     .example = R"(kind = "agreement"
statement = "truncation after eight steps costs nothing at any length"
of = "cut after eight steps"
reference = "not cut"
tolerance = 0.05)",
     .compares = true,
     .has_axis = true,
     .has_band = true,
     .gives_ratio = true,
     .decide = decide_agreement},
    {.name = "correlation",
     .summary = "two quantities of the same runs rise together (above 0) or against each other (below 0)",
     .method =
         "Spearman's rank correlation over all runs of all points, percentile bootstrap over seeds; undecided if a run lacks one of the two",
     .example = R"(kind = "correlation"
statement = "what waits longer errs more in the end"
quantity = "plateau_length"
with = "risk"
above = 0)",
     .relates = true,
     .is_bounded = true,
     .on_formulas = false,
     .least = -1,
     .most = 1,
     .decide = decide_correlation},
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
  read_scope(fields);
  if (kind.pools_points) read_pool(fields);
  if (kind.on_formulas) read_table(fields);
  if (kind.compares) read_pair(fields);
  if (kind.has_axis) read_axis(fields);
  if (kind.relates) read_other(fields);
  if (kind.has_formula) read_formula(fields);
  kind.decide(fields, {}, 0.95);
  return fields.declared();
}

}  // namespace polesweep::analysis
