#include <gtest/gtest.h>

#include "tests/analysis/concluded_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

/// Which contexts take part in a claim, and which points and runs of them.
namespace polesweep::analysis {
namespace {

using results::Group;

/// Learners "a" and "b" at each of some counts of poles, of a kind each: the risk of "a" is the count, that of "b" is 4.
Group over_counts(const std::vector<std::int64_t>& counts, const std::vector<std::string>& kinds) {
  std::vector<std::string> labels;
  std::vector<std::int64_t> count;
  std::vector<std::string> kind;
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (const char* label : {"a", "b"}) {
      labels.emplace_back(label);
      count.push_back(counts[i]);
      kind.push_back(kinds[i]);
    }
  Group root = made_up_sweep(labels, 12, {10, 100}, {0.5, 0.1});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < labels.size(); ++p)
    for (std::size_t run = 0; run < 24; ++run)
      risk[p * 24 + run] = (labels[p] == "a" ? static_cast<double>(count[p]) : 4) * (1 + static_cast<double>(run / 2));
  root.variables.push_back({"poles_count", {"point"}, count, "count", "1", {}, {}});
  if (root.find("poles_kind") != nullptr)
    values_of<std::string>(root, "poles_kind") = kind;
  else
    root.variables.push_back({"poles_kind", {"point"}, kind, "kind", "", {}, {}});
  return root;
}

void add_field(Group& root, const char* name, std::vector<double> values) {
  root.variables.push_back({name, {"point"}, std::move(values), name, "1", {}, {}});
}

Question crossover(const char* axis) {
  return {"crossover", {{"statement", "s"}, {"of", "a"}, {"reference", "b"}, {"axis", axis}, {"above", 1.0}, {"below", 100.0}}, {}, {}};
}

TEST(Contexts, with_too_few_values_of_an_axis_take_no_part_and_are_counted) {
  const Sweep sweep(over_counts({2, 8, 30, 20}, {"real_log", "real_log", "real_log", "ring"}));
  const ClaimVerdict crossing = sweep.verdict(crossover("poles.count"));
  EXPECT_EQ(crossing.judgement.decision, Decision::holds) << crossing.judgement.reason;
  EXPECT_EQ(crossing.parts.size(), 1u);
  EXPECT_EQ(crossing.judgement.reason, "1 of 2 contexts takes no part: fewer than 2 values of poles.count");
  const ClaimVerdict slope =
      sweep.verdict({"slope", {{"statement", "s"}, {"axis", "poles.count"}, {"above", 0.9}, {"below", 1.1}}, {}, {{"label", {"a"}}}});
  EXPECT_EQ(slope.judgement.decision, Decision::holds) << slope.judgement.reason;
  EXPECT_EQ(slope.judgement.reason, "1 of 2 contexts takes no part: fewer than 2 values of poles.count");
  const ClaimVerdict rising =
      sweep.verdict({"monotonicity", {{"statement", "s"}, {"axis", "poles.count"}, {"direction", "rising"}}, {}, {{"label", {"a"}}}});
  EXPECT_EQ(rising.judgement.decision, Decision::holds) << rising.judgement.reason;
  // Limits of the axis count, and so does what both sides have.
  Question limited = crossover("poles.count");
  limited.fields["from"] = 10.0;
  EXPECT_EQ(sweep.verdict(limited).judgement.decision, Decision::undecided);
  EXPECT_EQ(sweep.verdict(limited).judgement.reason, "no context has 2 values of poles.count between its limits");
  EXPECT_EQ(Sweep(over_counts({2, 20}, {"real_log", "ring"})).verdict(crossover("poles.count")).judgement.reason,
            "no context has 2 values of poles.count");
}

TEST(Contexts, are_not_split_by_what_is_zipped_with_the_axis_or_the_field_compared) {
  Group root = over_counts({2, 8, 30}, {"ring", "ring", "ring"});
  add_field(root, "poles_longest", {5, 5, 20, 20, 60, 60});
  const Sweep sweep(root);
  const ClaimVerdict crossing = sweep.verdict(crossover("poles.longest"));
  EXPECT_EQ(crossing.judgement.decision, Decision::holds) << crossing.judgement.reason;
  ASSERT_EQ(crossing.parts.size(), 1u);
  EXPECT_EQ(crossing.parts[0].context, "");
  EXPECT_EQ(crossing.judgement.reason, "with it changes: count");
  Question fields = ratio(20);
  fields.fields["between"] = "poles.count";
  fields.fields["of"] = "30";
  fields.fields["reference"] = "2";
  fields.conditions = {{"label", {"a"}}};
  const ClaimVerdict compared = sweep.verdict(fields);
  EXPECT_EQ(compared.judgement.decision, Decision::holds) << compared.judgement.reason;
  EXPECT_NEAR(compared.judgement.value.value, 15, 1e-12);
  const ComparisonTable table = sweep.comparison({"", {{"between", "poles.count"}, {"reference", "2"}}, {}, {{"label", {"a"}}}});
  ASSERT_EQ(table.pairs.size(), 2u) << table.problem;
  EXPECT_EQ(table.pairs[0].reason, "with it changes: longest");
}

TEST(Contexts, are_split_by_fields_that_vary_on_their_own) {
  // Two radii of each count: neither is given with the axis.
  Group root = over_counts({2, 8, 2, 8}, {"ring", "ring", "ring", "ring"});
  add_field(root, "poles_radius", {0.8, 0.8, 0.8, 0.8, 0.9, 0.9, 0.9, 0.9});
  EXPECT_EQ(Sweep(root).verdict(crossover("poles.count")).parts.size(), 2u);
  // One radius of two of three counts.
  Group shared = over_counts({2, 8, 30}, {"ring", "ring", "ring"});
  add_field(shared, "poles_radius", {0.8, 0.8, 0.8, 0.8, 0.9, 0.9});
  const ClaimVerdict verdict = Sweep(shared).verdict(crossover("poles.count"));
  EXPECT_EQ(verdict.parts.size(), 1u);
  EXPECT_EQ(verdict.judgement.reason, "1 of 2 contexts takes no part: fewer than 2 values of poles.count");
  // Another table than the axis is of, and another kind.
  Group other = over_counts({2, 8}, {"ring", "ring"});
  add_field(other, "task_noise", {0.1, 0.1, 0.2, 0.2});
  EXPECT_TRUE(Sweep(other).verdict(crossover("poles.count")).parts.empty());
  EXPECT_TRUE(Sweep(over_counts({2, 8}, {"ring", "real_log"})).verdict(crossover("poles.count")).parts.empty());
}

TEST(Contexts, find_numbers_however_they_are_written) {
  Group root = four_points({2, 1, 3, 1});
  values_of<double>(root, "task_noise") = {1e-4, 1e-4, 0.1, 0.1};
  const Sweep sweep(root);
  for (const char* small : {"0.0001", "1e-4", "1e-04", "0.00010"})
    for (const char* large : {"0.1", "0.10", "1e-1"}) {
      Question claim = ratio(2);
      claim.fields["between"] = "task.noise";
      claim.fields["of"] = large;
      claim.fields["reference"] = small;
      EXPECT_EQ(sweep.verdict(claim).judgement.decision, Decision::holds) << small << " " << large << sweep.verdict(claim).judgement.reason;
      const ComparisonTable table =
          sweep.comparison({"", {{"between", "task.noise"}, {"reference", small}}, {}, {{"label", {"a"}}, {"task.noise", {small, large}}}});
      ASSERT_EQ(table.pairs.size(), 1u) << small << table.problem;
      EXPECT_EQ(table.pairs[0].of, "0.1");
    }
}

TEST(Contexts, of_a_slope_among_finite_runs_have_whole_curves_alone) {
  // Of twelve runs two have no value at the last length and one none at the first: the others fall as 1/N.
  Group root = made_up_sweep({"a"}, 12, {10, 100, 1000}, {0.5});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < 12; ++s)
    for (std::size_t l = 0; l < 3; ++l) risk[s * 3 + l] = std::vector<double>{1, 0.1, 0.01}[l];
  for (const std::size_t s : {2u, 5u}) {
    risk[s * 3 + 1] = 50;
    risk[s * 3 + 2] = infinity;
  }
  risk[7 * 3] = nan;
  Question claim{"slope", {{"statement", "s"}, {"above", -1.01}, {"below", -0.99}, {"among", "finite"}}, {}, {}};
  const Judgement judgement = Sweep(root).verdict(claim).judgement;
  EXPECT_EQ(judgement.runs, 9u);
  EXPECT_NEAR(judgement.value.high, -1, 1e-12);
  EXPECT_EQ(judgement.decision, Decision::holds);
  EXPECT_EQ(judgement.reason, "9 of 36 values left out: not finite elsewhere on the axis (6), no finite value (3)");
  // What lies outside the limits of the axis is not asked for.
  claim.fields["to"] = 100.0;
  EXPECT_EQ(Sweep(root).verdict(claim).judgement.runs, 11u);
  // Where no run is finite no run is finite at every place.
  for (std::size_t s = 0; s < 12; ++s) risk[s * 3 + 2] = infinity;
  claim.fields.erase("to");
  EXPECT_EQ(Sweep(root).verdict(claim).judgement.runs, 0u);
  // Where nothing is recorded of any run nothing is asked for.
  for (std::size_t s = 0; s < 12; ++s) risk[s * 3 + 2] = nan;
  EXPECT_EQ(Sweep(root).verdict(claim).judgement.runs, 11u);
}

TEST(Contexts, of_whose_runs_nothing_is_recorded_take_no_part) {
  Group root = four_points({2, 1, 3, 1});
  std::vector<double> norm(4 * 12 * 2, 0.5);
  for (std::size_t i = 0; i < norm.size(); ++i)
    if ((i / 24) % 2 == 1) norm[i] = nan;  // of "b"
  root.variables.push_back({"gradient_norm", {"point", "seed", "length"}, norm, "", "1", {}, {}});
  Question claim{"value", {{"statement", "s"}, {"quantity", "gradient_norm"}, {"below", 1.0}}, {}, {}};
  const ClaimVerdict verdict = Sweep(root).verdict(claim);
  EXPECT_EQ(verdict.judgement.decision, Decision::holds) << verdict.judgement.reason;
  EXPECT_EQ(verdict.parts.size(), 2u);
  EXPECT_EQ(verdict.judgement.reason, "2 of 4 contexts take no part: nothing recorded of their runs");
  // Runs that failed, or are not computed, may have had some.
  for (const std::int32_t status : {0, 3}) {
    Group other = root;
    values_of<std::int32_t>(other, "status")[12] = status;
    EXPECT_EQ(Sweep(other).verdict(claim).judgement.decision, Decision::undecided);
  }
  // Arithmetic that leaves no number is no lack of a record.
  Question quotient = claim;
  quotient.fields["divided_by"] = "task.noise";
  EXPECT_EQ(Sweep(root).verdict(quotient).judgement.decision, Decision::undecided);
  // Where no context has any it is said of them all.
  claim.conditions = {{"label", {"b"}}};
  EXPECT_EQ(Sweep(root).verdict(claim).judgement.reason, "no run has a value: not measured (12)");
}

}  // namespace
}  // namespace polesweep::analysis
