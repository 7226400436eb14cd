#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "analysis/claims/claim.hpp"
#include "tests/analysis/special_numbers.hpp"

/// Runs that diverged, and runs without a value.
namespace polesweep::analysis {
namespace {

Judgement decided(const char* kind, const FieldValues& values, const Evidence& evidence) {
  Fields fields(values);
  return find_claim_kind(kind)->decide(fields, evidence, 0.95);
}

/// Sixteen runs of which the first diverged, with that value, and the others have 0.5.
Evidence with_diverged(std::size_t diverged, double value) {
  Evidence evidence{{{0}, {std::vector<double>(16, 0.5)}}, {}};
  evidence.of.diverged = {std::vector<bool>(16, false)};
  for (std::size_t s = 0; s < diverged; ++s) {
    evidence.of.runs[0][s] = value;
    evidence.of.diverged[0][s] = true;
  }
  return evidence;
}

TEST(Evidence, no_bound_is_met_by_what_diverged) {
  for (const double value : {infinity, -infinity, nan}) {
    const Evidence all = with_diverged(16, value);
    for (const FieldValues& bounds : {FieldValues{{"above", 0.1}}, {{"below", 0.9}}, {{"above", 0.1}, {"below", 0.9}}}) {
      EXPECT_NE(decided("value", bounds, all).decision, Decision::holds) << value;
      for (const FieldValues& of_a_run :
           {FieldValues{{"run_above", 0.0}}, {{"run_below", 1.0}}, {{"run_above", -1.0}, {"run_below", 1.0}}}) {
        FieldValues fields = of_a_run;
        fields.insert(bounds.begin(), bounds.end());
        // Not within is beyond: a small part is what a claim of small parts says.
        const bool surely_beyond =
            std::isinf(value) && !bounds.contains("above") && (value > 0 ? of_a_run.contains("run_below") : of_a_run.contains("run_above"));
        EXPECT_EQ(decided("fraction", fields, all).decision == Decision::holds, surely_beyond) << value;
      }
    }
    const Judgement theory = decided("theory", {{"tolerance", 0.5}}, {all.of, {}, 0.5});
    EXPECT_NE(theory.decision, Decision::holds);
  }
  EXPECT_EQ(decided("value", {{"below", 1.0}}, with_diverged(16, infinity)).decision, Decision::fails);
  EXPECT_EQ(decided("value", {{"below", 1.0}}, with_diverged(16, -infinity)).decision, Decision::undecided);
  EXPECT_EQ(decided("value", {{"above", 1.0}}, with_diverged(16, infinity)).decision, Decision::undecided);
  EXPECT_EQ(decided("value", {{"above", 1.0}}, with_diverged(16, infinity)).reason, "16 of 16 runs diverged, and meet no bound");
  EXPECT_EQ(decided("value", {{"above", 1.0}}, with_diverged(16, nan)).runs, 0u);
  EXPECT_EQ(decided("fraction", {{"run_below", 1.0}, {"above", 0.5}}, with_diverged(16, infinity)).decision, Decision::fails);
  EXPECT_EQ(decided("fraction", {{"run_above", 1.0}, {"below", 0.5}}, with_diverged(16, infinity)).decision, Decision::fails);
  EXPECT_EQ(decided("fraction", {{"run_above", 1.0}, {"above", 0.5}}, with_diverged(16, infinity)).decision, Decision::undecided);
  // A few that diverged do not reach the ranks.
  EXPECT_EQ(decided("value", {{"above", 0.4}, {"below", 0.6}}, with_diverged(3, infinity)).decision, Decision::holds);
  EXPECT_EQ(decided("value", {{"above", 0.4}, {"below", 0.6}}, with_diverged(8, infinity)).decision, Decision::undecided);
  // What is infinite and did not diverge is a number: a threshold that is never reached.
  EXPECT_EQ(decided("value", {{"above", 1.0}}, {{{0}, {std::vector<double>(16, infinity)}}, {}}).decision, Decision::holds);
}

TEST(Evidence, runs_without_a_value_count_against_both_bounds_unless_they_are_absent) {
  Evidence evidence{{{0}, {std::vector<double>(16, 0.5)}}, {{0}, {std::vector<double>(16, 0.5)}}, 0.5};
  const auto judged = [&](const char* kind, FieldValues fields) { return decided(kind, std::move(fields), evidence); };
  const auto decisions = [&] {
    return std::vector{judged("value", {{"above", 0.4}}).decision,
                       judged("value", {{"below", 0.6}}).decision,
                       judged("theory", {}).decision,
                       judged("ratio", {{"above", 0.9}}).decision,
                       judged("ratio", {{"below", 1.1}}).decision,
                       judged("agreement", {}).decision,
                       judged("fraction", {{"run_above", 0.4}, {"above", 0.5}}).decision,
                       judged("fraction", {{"run_above", 0.6}, {"below", 0.5}}).decision};
  };
  EXPECT_EQ(decisions(), std::vector(8, Decision::holds));
  for (std::size_t s = 0; s < 8; ++s) evidence.of.runs[0][s] = nan;
  EXPECT_EQ(decisions(), std::vector(8, Decision::undecided));
  EXPECT_EQ(judged("value", {{"above", 0.4}}).runs, 16u);
  EXPECT_EQ(judged("ratio", {{"above", 0.4}}).runs, 16u);
  EXPECT_EQ(judged("fraction", {{"run_above", 0.6}, {"below", 0.5}}).runs, 16u);
  evidence.of.absent = {std::vector<bool>(16, false)};
  for (std::size_t s = 0; s < 8; ++s) evidence.of.absent[0][s] = true;
  EXPECT_EQ(judged("value", {{"above", 0.4}}).decision, Decision::holds);
  EXPECT_EQ(judged("value", {{"above", 0.4}}).runs, 8u);
  EXPECT_EQ(judged("ratio", {{"above", 0.9}}).decision, Decision::holds);
  EXPECT_EQ(judged("ratio", {{"above", 0.9}}).runs, 8u);
  EXPECT_EQ(judged("fraction", {{"run_above", 0.4}, {"above", 0.5}}).decision, Decision::holds);
}

TEST(Evidence, pairs_that_diverged_on_both_sides_decide_nothing) {
  const auto all = [](double of, double reference) {
    return Evidence{{{1, 2}, {2, std::vector<double>(16, of)}, {2, std::vector<bool>(16, std::isinf(of))}},
                    {{1, 2}, {2, std::vector<double>(16, reference)}, {2, std::vector<bool>(16, std::isinf(reference))}}};
  };
  const Evidence both = all(infinity, infinity);
  for (const auto& [kind, fields] :
       std::vector<std::pair<const char*, FieldValues>>{{"ratio", {{"below", 2.0}}},
                                                        {"ratio", {{"above", 0.5}}},
                                                        {"agreement", {}},
                                                        {"monotonicity", {{"direction", "falling"}, {"tolerance", 0.1}}},
                                                        {"monotonicity", {{"direction", "rising"}, {"tolerance", 0.1}}},
                                                        {"crossover", {{"above", 0.0}}}}) {
    const Judgement judgement = decided(kind, fields, both);
    EXPECT_EQ(judgement.decision, Decision::undecided) << kind;
    EXPECT_EQ(judgement.runs, 16u) << kind;
    EXPECT_TRUE(judgement.reason.ends_with("16 of 16 pairs diverged on both sides")) << judgement.reason;
  }
  EXPECT_EQ(decided("ratio", {{"above", 2.0}}, all(infinity, 1)).decision, Decision::holds);
  EXPECT_EQ(decided("ratio", {{"below", 0.5}}, all(1, infinity)).decision, Decision::holds);
  Evidence never = both;  // as of thresholds that are not reached
  never.of.diverged.clear();
  EXPECT_EQ(decided("ratio", {{"below", 2.0}}, never).reason, "16 of 16 pairs infinite on both sides");
  EXPECT_EQ(decided("ratio", {{"below", 2.0}}, all(-1, 1)).reason, "16 of 16 pairs without a ratio: a value is negative");
  EXPECT_EQ(decided("ratio", {{"below", 2.0}}, all(-1, 1)).decision, Decision::undecided);
}

}  // namespace
}  // namespace polesweep::analysis
