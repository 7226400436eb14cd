#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "analysis/claims/claim.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

Judgement decide(const char* kind, const FieldValues& values, const Evidence& evidence, double confidence = 0.95) {
  Fields fields(values);
  return find_claim_kind(kind)->decide(fields, evidence, confidence);
}

/// Ten seeds around `center`, 1 % apart.
std::vector<double> around(double center) {
  std::vector<double> runs;
  for (int s = 0; s < 10; ++s) runs.push_back(center * (1 + 0.01 * (s - 4.5)));
  return runs;
}

Curve curve(const std::vector<double>& x, double (*at)(double)) {
  Curve curve{x, {}};
  for (const double position : x) curve.runs.push_back(around(at(position)));
  return curve;
}

TEST(Claims, table_declares_each_field_once_and_answers_without_runs) {
  for (const ClaimKind& kind : claim_kinds()) {
    std::set<std::string> names;
    for (const FieldSpec& spec : claim_fields(kind)) EXPECT_TRUE(names.insert(spec.name).second) << kind.name << " " << spec.name;
    EXPECT_TRUE(names.contains("statement"));
    EXPECT_EQ(names.contains("above"), kind.is_bounded) << kind.name;
    EXPECT_EQ(names.contains("reference"), kind.compares) << kind.name;
    EXPECT_EQ(names.contains("axis"), kind.has_axis) << kind.name;
    EXPECT_EQ(find_claim_kind(kind.name), &kind);
  }
  EXPECT_EQ(find_claim_kind("rato"), nullptr);
}

TEST(Claims, an_interval_that_contains_the_bound_decides_nothing) {
  const Estimate estimate{2, 1, 3};
  EXPECT_EQ(judge(estimate, 9, {0.9, nan}).decision, Decision::holds);
  EXPECT_EQ(judge(estimate, 9, {1, nan}).decision, Decision::undecided);
  EXPECT_EQ(judge(estimate, 9, {3, nan}).decision, Decision::undecided);
  EXPECT_EQ(judge(estimate, 9, {3.1, nan}).decision, Decision::fails);
  EXPECT_EQ(judge(estimate, 9, {nan, 3.1}).decision, Decision::holds);
  EXPECT_EQ(judge(estimate, 9, {nan, 3}).decision, Decision::undecided);
  EXPECT_EQ(judge(estimate, 9, {nan, 0.9}).decision, Decision::fails);
  EXPECT_EQ(judge(estimate, 9, {0, 4}).decision, Decision::holds);
  EXPECT_EQ(judge(estimate, 9, {0, 2}).decision, Decision::undecided);
  EXPECT_EQ(judge({2, -infinity, infinity}, 2, {0, nan}).decision, Decision::undecided);
  EXPECT_EQ(judge({2, nan, nan}, 1, {0, nan}).reason, "no interval");
  EXPECT_EQ(judge({nan, nan, nan}, 0, {0, nan}).reason, "no runs");
}

TEST(Claims, ratio_is_that_of_paired_seeds) {
  Evidence evidence{{{0}, {around(3)}}, {{0}, {around(1)}}};
  const Judgement judgement = decide("ratio", {{"above", 2.9}}, evidence);
  EXPECT_EQ(judgement.decision, Decision::holds);
  EXPECT_NEAR(judgement.value.value, 3, 1e-12);
  EXPECT_EQ(judgement.runs, 10u);
  EXPECT_EQ(decide("ratio", {{"below", 2.9}}, evidence).decision, Decision::fails);
  evidence.of.runs[0].assign(10, infinity);
  EXPECT_EQ(decide("ratio", {{"above", 1e6}}, evidence).decision, Decision::holds);
}

TEST(Claims, slope_is_the_power_on_logarithmic_scales) {
  const Evidence evidence{curve({1, 10, 100}, [](double x) { return 5 / (x * x); }), {}};
  const Judgement judgement = decide("slope", {{"above", -2.01}, {"below", -1.99}}, evidence);
  EXPECT_EQ(judgement.decision, Decision::holds);
  EXPECT_NEAR(judgement.value.value, -2, 1e-12);
  EXPECT_EQ(decide("slope", {{"above", -1.9}}, evidence).decision, Decision::fails);
}

TEST(Claims, slope_takes_logarithms_of_what_it_says) {
  const auto slope = [](const char* logarithms, double (*at)(double)) {
    const Evidence evidence{curve({1, 2, 3, 4}, at), {}};
    return decide("slope", {{"above", -1e9}, {"logarithms", logarithms}}, evidence).value;
  };
  EXPECT_NEAR(slope("quantity", [](double x) { return 7 * std::exp(-0.3 * x); }).value, -0.3, 1e-12);
  // Seeds differ by a factor, which is a factor of these slopes as well: the median lies between the two in the middle.
  EXPECT_NEAR(slope("neither", [](double x) { return 5 * x - 3; }).value, 5, 1e-12);
  EXPECT_NEAR(slope("axis", [](double x) { return 5 * std::log(x) - 3; }).value, 5, 1e-12);
  EXPECT_TRUE(std::isnan(slope("both", [](double x) { return 5 * x - 8; }).value));
}

TEST(Claims, agreement_asks_every_place_for_the_band) {
  Evidence evidence{curve({1, 2, 3}, [](double x) { return x; }), curve({1, 2, 3}, [](double x) { return 1.02 * x; })};
  const Judgement close = decide("agreement", {{"tolerance", 0.03}}, evidence);
  EXPECT_EQ(close.decision, Decision::holds);
  EXPECT_NEAR(close.value.value, 1 / 1.02, 1e-12);
  EXPECT_EQ(close.runs, 10u);
  EXPECT_EQ(decide("agreement", {{"tolerance", 0.02}}, evidence).decision, Decision::undecided);  // its interval ends at the bound
  EXPECT_EQ(decide("agreement", {{"tolerance", 0.01}}, evidence).decision, Decision::fails);
  evidence.of.runs[1] = around(4);
  EXPECT_EQ(decide("agreement", {{"tolerance", 0.5}}, evidence).decision, Decision::fails);
  EXPECT_NEAR(decide("agreement", {{"tolerance", 0.5}}, evidence).value.value, 4 / 2.04, 1e-12);
}

TEST(Claims, correlation_is_that_of_the_ranks_of_all_runs) {
  Evidence evidence;
  for (int point = 0; point < 2; ++point) {
    evidence.of.runs.emplace_back();
    evidence.reference.runs.emplace_back();
    for (int seed = 0; seed < 12; ++seed) {
      evidence.of.runs.back().push_back(seed + 12 * point);
      evidence.reference.runs.back().push_back(seed == 11 && point == 1 ? infinity : std::exp(seed + 12 * point));
    }
  }
  const Judgement together = decide("correlation", {{"above", 0.9}}, evidence);
  EXPECT_EQ(together.decision, Decision::holds);
  EXPECT_NEAR(together.value.value, 1, 1e-15);
  EXPECT_EQ(together.runs, 24u);
  evidence.reference.runs[0].assign(12, 3);
  evidence.reference.runs[1].assign(12, 3);
  const Judgement none = decide("correlation", {{"above", 0.9}}, evidence);
  EXPECT_EQ(none.decision, Decision::undecided);
  EXPECT_EQ(none.reason, "one of the two has a single value");
}

TEST(Claims, correlation_with_runs_that_could_have_any_rank_is_open) {
  Evidence evidence;
  for (Curve* curve : {&evidence.of, &evidence.reference}) curve->runs = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
  evidence.reference.runs[0][3] = nan;
  const Judgement open = decide("correlation", {{"above", 0.5}}, evidence);
  EXPECT_EQ(open.decision, Decision::undecided);
  EXPECT_EQ(open.reason, "1 of 12 runs could have any rank");
  evidence.reference.absent = {std::vector<bool>(12, false)};
  evidence.reference.absent[0][3] = true;
  EXPECT_EQ(decide("correlation", {{"above", 0.5}}, evidence).decision, Decision::holds);
}

TEST(Claims, seeds_without_a_finite_curve_count_against_both_bounds) {
  Evidence evidence{curve({1, 10, 100}, [](double x) { return 1 / x; }), {}};
  evidence.of.runs[2][3] = infinity;
  EXPECT_EQ(decide("slope", {{"below", -0.9}}, evidence).decision, Decision::holds);  // one of ten does not reach the ranks (2, 9)
  evidence.of.runs[2][4] = evidence.of.runs[2][5] = infinity;
  Evidence without = evidence;  // infinity less infinity
  without.of.runs[2][3] = without.of.runs[2][4] = without.of.runs[2][5] = nan;
  EXPECT_EQ(decide("slope", {{"below", -0.9}}, without).decision, Decision::undecided);
  const Judgement open = decide("slope", {{"below", -0.9}}, evidence);
  EXPECT_EQ(open.decision, Decision::undecided);
  EXPECT_EQ(open.value.low, -infinity);
  EXPECT_EQ(open.value.high, infinity);
  EXPECT_EQ(open.reason, "3 of 10 seeds without a finite curve");
  EXPECT_NEAR(open.value.value, -1, 1e-12);
}

TEST(Claims, theory_holds_within_its_tolerance) {
  const Evidence evidence{{{0}, {around(2)}}, {}, 2.1};
  EXPECT_EQ(decide("theory", {{"tolerance", 0.1}}, evidence).decision, Decision::holds);
  EXPECT_EQ(decide("theory", {{"tolerance", 0.05}}, evidence).decision, Decision::undecided);
  EXPECT_EQ(decide("theory", {{"tolerance", 0.001}}, evidence).decision, Decision::fails);
  EXPECT_EQ(decide("theory", {{"tolerance", 0.001}, {"absolute_tolerance", 0.3}}, evidence).decision, Decision::holds);
}

TEST(Claims, fraction_counts_runs_within_their_bounds) {
  Evidence evidence{{{0, 1}, {std::vector<double>(16, 0.5), std::vector<double>(16, 0.5)}}, {}};
  const Judgement all = decide("fraction", {{"run_below", 1.0}, {"above", 0.75}}, evidence);
  EXPECT_EQ(all.decision, Decision::holds);
  EXPECT_EQ(all.value.value, 1);
  EXPECT_EQ(all.runs, 16u);
  evidence.of.runs[1].assign(16, infinity);
  evidence.of.runs[0][0] = nan;
  evidence.of.absent = {std::vector<bool>(16, false), std::vector<bool>(16, false)};
  evidence.of.absent[0][0] = true;
  const Judgement half = decide("fraction", {{"run_below", 1.0}, {"above", 0.95}}, evidence);
  EXPECT_EQ(half.value.value, (15 * 0.5 + 0) / 16);
  EXPECT_EQ(half.decision, Decision::fails);
  EXPECT_EQ(decide("fraction", {{"run_above", 0.6}, {"run_below", 0.7}, {"below", 0.5}}, evidence).value.value, 0);
}

TEST(Claims, fraction_holds_diverged_runs_against_the_claim_and_leaves_out_what_was_not_measured) {
  Evidence evidence{{{0}, {std::vector<double>(16, 0.5)}}, {}};
  for (std::size_t s = 0; s < 4; ++s) evidence.of.runs[0][s] = nan;
  evidence.of.diverged = {std::vector<bool>(16, false)};
  evidence.of.diverged[0][0] = evidence.of.diverged[0][1] = true;
  evidence.of.absent = {std::vector<bool>(16, false)};
  evidence.of.absent[0][2] = evidence.of.absent[0][3] = true;
  const Judgement judgement = decide("fraction", {{"run_below", 1.0}, {"above", 0.99}}, evidence);
  EXPECT_EQ(judgement.value.value, 12.0 / 14);
  EXPECT_EQ(judgement.runs, 14u);
  EXPECT_EQ(judgement.reason, "2 of 14 values diverged, and meet no bound");
  EXPECT_EQ(decide("fraction", {{"run_above", 0.0}, {"above", 0.1}}, evidence).value.value, 12.0 / 14);
}

TEST(Claims, monotonicity_asks_every_step) {
  const Evidence falling{curve({1, 2, 3}, [](double x) { return 1 / x; }), {}};
  EXPECT_EQ(decide("monotonicity", {{"direction", "falling"}}, falling).decision, Decision::holds);
  EXPECT_NEAR(decide("monotonicity", {{"direction", "falling"}}, falling).value.value, 2.0 / 3, 1e-12);
  EXPECT_EQ(decide("monotonicity", {{"direction", "rising"}}, falling).decision, Decision::fails);
  Evidence flat{curve({1, 2, 3}, [](double) { return 1.0; }), {}};
  EXPECT_EQ(decide("monotonicity", {{"direction", "falling"}}, flat).decision, Decision::undecided);
  EXPECT_EQ(decide("monotonicity", {{"direction", "falling"}, {"tolerance", 0.01}}, flat).decision, Decision::holds);
  // One step of two goes the wrong way.
  flat.of.runs[1] = around(0.5);
  EXPECT_EQ(decide("monotonicity", {{"direction", "falling"}}, flat).decision, Decision::fails);
  EXPECT_EQ(decide("monotonicity", {{"direction", "falling"}}, {{{1}, {around(1)}}, {}}).reason, "the axis has a single value");
}

TEST(Claims, steps_share_the_confidence) {
  // Six seeds close the bounds of one step at 95 %, but not those of two.
  const Evidence two{{{1, 2}, {std::vector<double>(6, 2), std::vector<double>(6, 1)}}, {}};
  const Evidence three{{{1, 2, 3}, {std::vector<double>(6, 4), std::vector<double>(6, 2), std::vector<double>(6, 1)}}, {}};
  EXPECT_EQ(decide("monotonicity", {{"direction", "falling"}}, two).decision, Decision::holds);
  EXPECT_EQ(decide("monotonicity", {{"direction", "falling"}}, three).decision, Decision::undecided);
}

TEST(Claims, crossover_lies_between_the_sure_positions) {
  const std::vector<double> x = {10, 100, 1000, 10000};
  const Evidence evidence{curve(x, [](double n) { return 100 / n; }), curve(x, [](double) { return 0.3; })};
  const Judgement judgement = decide("crossover", {{"above", 90.0}, {"below", 1100.0}}, evidence);
  EXPECT_EQ(judgement.decision, Decision::holds);
  EXPECT_EQ(judgement.value.low, 100);
  EXPECT_EQ(judgement.value.high, 1000);
  EXPECT_NEAR(judgement.value.value, 100 / 0.3, 1e-9);
  EXPECT_EQ(decide("crossover", {{"above", 100.0}}, evidence).decision, Decision::undecided);
  EXPECT_EQ(decide("crossover", {{"below", 50.0}}, evidence).decision, Decision::fails);
}

TEST(Claims, value_is_the_median) {
  const Evidence evidence{{{0}, {around(2)}}, {}};
  EXPECT_EQ(decide("value", {{"above", 1.9}, {"below", 2.1}}, evidence).decision, Decision::holds);
  EXPECT_EQ(decide("value", {{"above", 2.1}}, evidence).decision, Decision::fails);
  EXPECT_EQ(decide("value", {{"above", 2.0}}, evidence).decision, Decision::undecided);
}

/// Values of a formula at the positions 1, 2, ...
Curve exact(const std::vector<double>& values) {
  Curve curve;
  for (const double value : values) {
    curve.x.push_back(static_cast<double>(curve.x.size() + 1));
    curve.runs.push_back({value});
  }
  return curve;
}

TEST(Claims, exact_values_need_no_seeds) {
  const auto judged = [](const char* kind, FieldValues fields, const std::vector<double>& of, const std::vector<double>& reference = {}) {
    return decide(kind, fields, Evidence{exact(of), exact(reference), nan, true});
  };
  const Judgement slope = judged("slope", {{"above", -1.01}, {"below", -0.99}}, {1, 0.5, 1.0 / 3});
  EXPECT_EQ(slope.decision, Decision::holds);
  EXPECT_EQ(slope.value.low, slope.value.value);
  EXPECT_EQ(slope.value.high, slope.value.value);
  EXPECT_EQ(judged("slope", {{"above", 0.0}}, {1, -1}).reason, "a value has no logarithm");
  EXPECT_EQ(judged("value", {{"below", 3.0}}, {2}).value.high, 2);
  EXPECT_EQ(judged("fraction", {{"run_below", 2.5}, {"above", 0.6}}, {1, 2, 3}).value.low, 2.0 / 3);
  EXPECT_EQ(judged("fraction", {{"run_below", 2.5}, {"above", 0.6}}, {1, 2, nan}).reason, "1 value is outside the formula's domain");
  EXPECT_EQ(judged("ratio", {{"above", 1.9}}, {-4}, {-2}).value.low, 2);
  EXPECT_EQ(judged("monotonicity", {{"direction", "rising"}}, {-3, -2, 0, 5}).decision, Decision::holds);
  EXPECT_EQ(judged("monotonicity", {{"direction", "rising"}}, {-3, -2, 0, 5}).value.value, 1);
  EXPECT_EQ(judged("monotonicity", {{"direction", "falling"}}, {-3, -2}).decision, Decision::fails);
  EXPECT_EQ(judged("monotonicity", {{"direction", "rising"}, {"tolerance", 0.1}}, {10, 9.5, 20}).decision, Decision::holds);
  EXPECT_EQ(judged("monotonicity", {{"direction", "rising"}, {"tolerance", 0.01}}, {10, 9.5, 20}).decision, Decision::fails);
  const Judgement crossover = judged("crossover", {{"above", 1.5}, {"below", 3.5}}, {-1, -1, 1}, {0, 0, 0});
  EXPECT_EQ(crossover.decision, Decision::holds);
  EXPECT_EQ(crossover.value.low, 2);
  EXPECT_EQ(crossover.value.high, 3);
}

TEST(Claims, crossover_that_is_open_or_absent_or_not_one) {
  const std::vector<double> x = {1, 2, 3, 4};
  const auto one = [](double) { return 1.0; };
  const auto reason = [&](double (*of)(double)) {
    const Judgement judgement = decide("crossover", {{"above", 0.0}}, {curve(x, of), curve(x, one)});
    return std::make_pair(judgement.decision, judgement.reason);
  };
  EXPECT_EQ(reason([](double) { return 2.0; }), std::make_pair(Decision::fails, std::string("the curves do not cross")));
  EXPECT_EQ(reason([](double n) { return n < 2 ? 2.0 : 1.0; }),
            std::make_pair(Decision::undecided, std::string("it is open whether the curves cross")));
  Evidence unknown{curve(x, [](double) { return 2.0; }), curve(x, one)};
  unknown.of.runs[2].assign(10, nan);
  EXPECT_EQ(decide("crossover", {{"above", 0.0}}, unknown).reason, "it is open whether the curves cross");
  EXPECT_EQ(reason([](double n) { return std::fmod(n, 2) == 0 ? 2.0 : 0.5; }),
            std::make_pair(Decision::undecided, std::string("the curves cross more than once")));
}

}  // namespace
}  // namespace polesweep::analysis
