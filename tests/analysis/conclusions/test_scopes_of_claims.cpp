#include <gtest/gtest.h>

#include "tests/analysis/concluded_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

/// Claims on some contexts, on runs with finite values, and on quantities that are combined or related.
namespace polesweep::analysis {
namespace {

using results::Group;

TEST(Verdicts, on_some_context_hold_where_one_does) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const auto some = [&](double below) {
    Question claim = ratio(below);
    claim.fields["contexts"] = "some";
    return sweep.verdict(claim);
  };
  EXPECT_EQ(some(2.5).judgement.decision, Decision::holds);
  EXPECT_NEAR(some(2.5).judgement.value.value, 2, 1e-12);
  EXPECT_EQ(some(2.5).bounds, "< 2.5 in some context");
  EXPECT_EQ(some(1.5).judgement.decision, Decision::fails);
  EXPECT_NEAR(some(1.5).judgement.value.value, 2, 1e-12);
}

TEST(Verdicts, among_finite_runs_leave_the_others_out_and_count_them) {
  Group root = four_points({1, 1, 1, 1});
  for (const std::size_t s : {2u, 5u, 7u}) {
    values_of<std::int32_t>(root, "status")[s] = 2;
    for (const std::size_t l : {0u, 1u}) values_of<double>(root, "risk")[s * 2 + l] = infinity;
  }
  const std::vector<PointCondition> first{{"label", {"a"}}, {"task.noise", {"0"}}};
  FieldValues fields{{"statement", "s"}, {"run_below", 100.0}, {"above", 0.6}};
  EXPECT_EQ(Sweep(root).verdict({"fraction", fields, {}, first}).judgement.value.value, 0.75);
  fields["among"] = "finite";
  const Judgement finite = Sweep(root).verdict({"fraction", fields, {}, first}).judgement;
  EXPECT_EQ(finite.value.value, 1);
  EXPECT_EQ(finite.runs, 9u);
  EXPECT_EQ(finite.decision, Decision::holds);
  EXPECT_EQ(finite.reason, "3 of 12 values left out: no finite value (3)");
  const Judgement value = Sweep(root).verdict({"value", {{"statement", "s"}, {"below", 100.0}, {"among", "finite"}}, {}, first}).judgement;
  EXPECT_EQ(value.runs, 9u);
  EXPECT_EQ(value.reason, "3 of 12 values left out: no finite value (3)");
  values_of<std::int32_t>(root, "status")[9] = 0;
  for (const std::size_t l : {0u, 1u}) values_of<double>(root, "risk")[9 * 2 + l] = nan;
  EXPECT_EQ(Sweep(root).verdict({"fraction", fields, {}, first}).judgement.reason,
            "4 of 12 values left out: no finite value (3), not computed yet (1)");
  // The seeds 0, 1, 3, 4, 6, 8, ... of risks 0.1 (1 + s / 2).
  EXPECT_NEAR(value.value.value, 0.1 * (1 + 0.5 * 6), 1e-12);
}

/// Of "a" on noise 0 the first runs diverged before the last length.
Group with_diverged_runs(std::size_t diverged) {
  Group root = four_points({1, 1, 1, 1});
  for (std::size_t s = 0; s < diverged; ++s) {
    values_of<std::int32_t>(root, "status")[s] = 2;
    values_of<double>(root, "risk")[s * 2 + 1] = infinity;
  }
  return root;
}

TEST(Verdicts, of_what_diverged_hold_by_no_arithmetic) {
  const Sweep all(with_diverged_runs(12));
  const auto judged = [&](const char* kind, FieldValues fields) {
    fields.emplace("statement", "s");
    return all.verdict({kind, std::move(fields), {}, {{"label", {"a"}}, {"task.noise", {"0"}}}}).judgement;
  };
  EXPECT_EQ(judged("value", {{"below", 1e9}}).decision, Decision::fails);
  EXPECT_EQ(judged("value", {{"below", 1e9}}).reason, "12 of 12 runs diverged, and meet no bound");
  for (const FieldValues& terms : std::vector<FieldValues>{{{"divided_by", "-1"}},
                                                           {{"minus", "risk"}},
                                                           {{"at", 10.0}, {"divided_by", "risk@100"}},
                                                           {{"at", 10.0}, {"minus", "risk@100"}},
                                                           {{"divided_by", "risk@10"}},
                                                           {{"divided_by", "task.noise"}}}) {  // which is 0
    for (const FieldValues& bound : std::vector<FieldValues>{{{"above", -1e9}}, {{"below", 1e9}}}) {
      FieldValues fields = terms;
      fields.insert(bound.begin(), bound.end());
      EXPECT_NE(judged("value", fields).decision, Decision::holds);
      fields = terms;
      fields.insert({{bound.contains("above") ? "run_above" : "run_below", bound.begin()->second}, {"above", 0.0}});
      EXPECT_NE(judged("fraction", fields).decision, Decision::holds);
    }
  }
}

TEST(Verdicts, name_what_has_no_value_and_count_it_against_the_claim) {
  Group root = four_points({1, 1, 1, 1});
  const auto judged = [&](const char* kind, FieldValues fields) {
    fields.emplace("statement", "s");
    return Sweep(root).verdict({kind, std::move(fields), {}, {{"task.noise", {"0"}}, {"label", {"a", "b"}}}}).judgement;
  };
  const auto share = [&](const char* quantity) {
    return judged("fraction", {{"quantity", quantity}, {"run_below", 1e9}, {"above", 0.5}, {"pool", true}});
  };
  // Of two learners one falls by a tenth, the other does not: what is derived is missing of that.
  for (std::size_t s = 0; s < 12; ++s) values_of<double>(root, "risk")[s * 2 + 1] = 9;
  EXPECT_EQ(share("plateau_length").decision, Decision::undecided);
  EXPECT_EQ(share("plateau_length").reason, "12 of 24 values missing, and could be any number: does not fall by a tenth (12)");
  // What is recorded of no run of a point is nothing that it has.
  for (std::size_t s = 0; s < 12; ++s) values_of<double>(root, "risk")[s * 2 + 1] = nan;
  EXPECT_EQ(share("risk").decision, Decision::holds);
  EXPECT_EQ(share("risk").reason, "12 of 24 values left out: not measured (12)");
  values_of<double>(root, "risk")[1] = 0.1;
  EXPECT_EQ(share("risk").reason, "11 of 24 values missing, and could be any number: not measured (11)");
  // A difference may be negative.
  root = four_points({1, 1, 1, 1});
  const FieldValues pair{{"of", "a"}, {"reference", "b"}, {"minus", "0.3"}, {"above", 0.5}};
  const Judgement ratio = judged("ratio", pair);
  EXPECT_EQ(ratio.decision, Decision::undecided);
  EXPECT_EQ(ratio.runs, 12u);
  EXPECT_EQ(ratio.reason, "4 of 12 pairs without a ratio: a value is negative");
  const ComparisonTable table = Sweep(root).comparison({"", {{"reference", "b"}, {"minus", "0.3"}}, {}, {{"task.noise", {"0"}}}});
  EXPECT_EQ(table.pairs[0].reason, ratio.reason);
}

TEST(Verdicts, among_finite_runs_along_an_axis_and_of_two_sides) {
  Group root = four_points({2, 1, 3, 1});
  for (const std::size_t s : {1u, 4u}) values_of<double>(root, "risk")[s * 2 + 1] = infinity;  // of "a" on noise 0, at the last length
  FieldValues fields{{"statement", "s"}, {"of", "a"}, {"reference", "b"}, {"tolerance", 9.0}, {"from", 100.0}, {"among", "finite"}};
  const ClaimVerdict verdict = Sweep(root).verdict({"agreement", fields, {}, {{"task.noise", {"0"}}}});
  EXPECT_EQ(verdict.judgement.decision, Decision::holds);
  EXPECT_EQ(verdict.judgement.runs, 10u);
  EXPECT_EQ(verdict.judgement.reason, "2 of 24 values left out: no finite value (2)");
  EXPECT_EQ(verdict.bounds, "within 900 %");
}

TEST(Verdicts, of_quantities_that_are_combined) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const auto value = [&](FieldValues fields, const char* label = "a") {
    fields.insert({{"statement", "s"}, {"below", 1e9}});
    const ClaimVerdict verdict = sweep.verdict({"value", std::move(fields), {}, {{"label", {label}}, {"task.noise", {"1"}}}});
    EXPECT_EQ(verdict.judgement.runs, 12u) << verdict.judgement.reason;
    return verdict.judgement.value.value;
  };
  const double middle = 0.3 * (1 + 0.5 * 5.5);  // of the risk of "a" at the last length
  EXPECT_NEAR(value({}), middle, 1e-12);
  EXPECT_NEAR(value({{"minus", "0.25"}}), middle - 0.25, 1e-12);
  EXPECT_NEAR(value({{"minus", "task.noise"}}), middle - 1, 1e-12);
  EXPECT_NEAR(value({{"divided_by", "risk@10"}}), 0.1, 1e-12);
  EXPECT_NEAR(value({{"divided_by", "risk"}, {"at", 10.0}}), 1, 1e-12);
  EXPECT_NEAR(value({{"minus", "risk@10"}, {"divided_by", "risk"}}), -9, 1e-12);
  EXPECT_NEAR(value({{"quantity", "operations"}, {"divided_by", "operations"}}), 1, 1e-12);
  EXPECT_NEAR(value({{"quantity", "diverged"}, {"minus", "risk"}}), -middle, 1e-12);
  const ClaimVerdict shown =
      sweep.verdict({"value", {{"statement", "s"}, {"minus", "0.25"}, {"divided_by", "risk@10"}, {"below", 1.0}}, {}, {{"label", {"a"}}}});
  EXPECT_EQ(shown.quantity, "(risk - 0.25) / risk@10");
  // Along an axis each place has its own.
  const ClaimVerdict slope =
      sweep.verdict({"slope", {{"statement", "s"}, {"divided_by", "risk@100"}, {"above", -1.01}, {"below", -0.99}}, {}, {}});
  EXPECT_EQ(slope.judgement.decision, Decision::holds) << slope.judgement.reason;
  const ClaimVerdict flat =
      sweep.verdict({"slope", {{"statement", "s"}, {"divided_by", "risk"}, {"above", -0.01}, {"below", 0.01}}, {}, {}});
  EXPECT_EQ(flat.judgement.decision, Decision::holds) << flat.judgement.reason;
}

TEST(Verdicts, relate_two_quantities_of_the_same_runs) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const auto related = [&](const char* with, double above) {
    return sweep.verdict({"correlation", {{"statement", "s"}, {"with", with}, {"above", above}}, {}, {}}).judgement;
  };
  const Judgement same = related("risk@10", 0.99);
  EXPECT_EQ(same.decision, Decision::holds) << same.reason;
  EXPECT_EQ(same.runs, 48u);
  EXPECT_EQ(related("diverged", 0).reason, "one of the two has a single value");
}

}  // namespace
}  // namespace polesweep::analysis
