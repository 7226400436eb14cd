#include "analysis/conclusions/conclusions.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/analysis/concluded_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;

TEST(Comparisons, pair_points_of_one_context_on_seeds_and_share_the_confidence) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const ComparisonTable table = sweep.comparison({"", {{"reference", "b"}}, {}, {}});
  ASSERT_EQ(table.problem, "");
  ASSERT_EQ(table.pairs.size(), 2u);
  EXPECT_NEAR(table.adjusted_confidence, 0.975, 1e-12);
  EXPECT_EQ(table.pairs[0].context, "noise 0");
  EXPECT_EQ(table.pairs[0].of, "a");
  EXPECT_NEAR(table.pairs[0].result.ratio.value, 2, 1e-12);
  EXPECT_NEAR(table.pairs[0].result.ratio.low, 2, 1e-12);
  EXPECT_EQ(table.pairs[0].outcome, Outcome::larger);
  EXPECT_EQ(table.pairs[0].of_id, "00000000000000000000000000000001");
  EXPECT_EQ(table.pairs[0].reference_id, "00000000000000000000000000000002");
  EXPECT_NEAR(table.pairs[1].result.ratio.value, 3, 1e-12);
  EXPECT_EQ(table.pairs[1].result.winning, 0);
  EXPECT_EQ(table.pairs[1].result.runs, 12u);
}

TEST(Comparisons, by_a_field_keep_the_rest_fixed_and_obey_conditions) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const ComparisonTable table =
      sweep.comparison({"", {{"between", "task.noise"}, {"reference", "0"}}, {}, {{"learner.readout.kind", {"lms"}}}});
  ASSERT_EQ(table.pairs.size(), 1u);
  EXPECT_EQ(table.pairs[0].of, "1");
  EXPECT_NEAR(table.pairs[0].result.ratio.value, 1.5, 1e-12);
  EXPECT_EQ(sweep.comparison({"", {{"between", "task.noise"}, {"reference", "0"}}, {}, {}}).pairs[1].context, "b");
  EXPECT_EQ(sweep.comparison({"", {{"between", "task.noise"}, {"reference", "7"}}, {}, {}}).problem,
            "its conditions leave nothing that differs from '7' in task.noise alone");
  EXPECT_EQ(sweep.comparison({"", {{"between", "task.nose"}, {"reference", "7"}}, {}, {}}).problem, "no point has a field task.nose");
}

TEST(Comparisons, of_sample_complexity_and_of_samples_to_threshold) {
  // Trivial risk 1, factors of the seeds from 1 to 6.5: nmse of b is below 0.5 at once, that of a at 100 only.
  const Sweep sweep(four_points({0.6, 0.02, 0.6, 0.02}));
  const ComparisonTable complexity = sweep.comparison({"", {{"reference", "b"}, {"quantity", "sample_complexity"}, {"at", 0.5}}, {}, {}});
  ASSERT_EQ(complexity.problem, "");
  EXPECT_EQ(complexity.pairs[0].result.ratio.value, 10);
  const ComparisonTable samples = sweep.comparison({"", {{"reference", "b"}, {"quantity", "samples_to_threshold"}, {"at", 0.5}}, {}, {}});
  EXPECT_NEAR(samples.pairs[0].result.ratio.value, 10, 1e-12);
  EXPECT_EQ(samples.pairs[0].outcome, Outcome::larger);
}

TEST(Comparisons, of_runs_that_are_not_independent_name_nobody) {
  Group root = four_points({2, 1, 3, 1});
  values_of<std::int32_t>(root, "task_recorded").assign(4, 1);
  values_of<std::int32_t>(root, "windows_overlap").assign(4, 1);
  values_of<std::int64_t>(root, "distinct_runs").assign(4, 12);
  const Sweep sweep(root);
  EXPECT_EQ(sweep.comparison({"", {{"reference", "b"}}, {}, {}}).pairs[0].outcome, Outcome::descriptive);
  EXPECT_EQ(sweep.verdict(ratio(1)).judgement.reason, "the runs are not independent");
  EXPECT_EQ(sweep.verdict(ratio(1)).judgement.decision, Decision::undecided);
}

// The same seeds, runs and numbers as of synthetic data, with what they are conditional on.
TEST(Comparisons, of_runs_on_one_data_window_hold_given_the_data) {
  Group root = four_points({2, 1, 3, 1});
  values_of<std::int32_t>(root, "task_recorded").assign(4, 1);
  values_of<std::int64_t>(root, "distinct_runs").assign(4, 1);
  const Sweep sweep(root);
  const ComparisonTable table = sweep.comparison({"", {{"reference", "b"}}, {}, {}});
  EXPECT_EQ(table.pairs[0].outcome, Outcome::larger);
  EXPECT_EQ(table.pairs[0].result.runs, 12u);
  EXPECT_EQ(table.pairs[0].reason, given_the_data);
  const ClaimVerdict verdict = sweep.verdict(ratio(3.5));
  EXPECT_EQ(verdict.judgement.decision, Decision::holds);
  EXPECT_EQ(verdict.judgement.runs, 12u);
  EXPECT_EQ(verdict.judgement.reason, given_the_data);
  const ClaimVerdict pooled = sweep.verdict({"fraction", {{"statement", "s"}, {"run_below", 1e3}, {"above", 0.5}}, {}, {}});
  EXPECT_EQ(pooled.judgement.reason, given_the_data);
  EXPECT_EQ(pooled.judgement.runs, 12u);
  // Where no run differs there is one, and nothing is decided.
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t i = 0; i < risk.size(); ++i) risk[i] = static_cast<double>(1 + i / 24);
  EXPECT_EQ(Sweep(root).verdict(ratio(3.5)).judgement.reason, "the runs are not independent");
}

TEST(Comparisons, a_pair_without_choice_keeps_all_seeds_where_another_learner_is_tuned) {
  Group root = made_up_sweep({"a", "b", "tuned", "tuned"}, 12, {10, 100}, {0.5});
  root.variables.push_back(
      {"learner_tune", {"point"}, std::vector<std::string>{"", "", "readout.step_size", "readout.step_size"}, "", "", {}, {}});
  root.variables.push_back({"learner_readout_step_size", {"point"}, std::vector<double>{1, 2, 3, 4}, "", "1", {}, {}});
  const Sweep sweep(root);
  const ComparisonTable table = sweep.comparison({"", {{"reference", "b"}}, {}, {}});
  ASSERT_EQ(table.pairs.size(), 2u);
  EXPECT_EQ(table.pairs[0].of, "a");
  EXPECT_EQ(table.pairs[0].result.runs, 12u);
  EXPECT_EQ(table.pairs[1].of, "tuned");
  EXPECT_EQ(table.pairs[1].result.runs, 6u);
  EXPECT_EQ(sweep.verdict(ratio(1)).judgement.runs, 12u);
}

TEST(Comparisons, say_where_their_quantity_is_taken) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const auto place = [&](FieldValues fields) {
    fields.emplace("reference", "b");
    return sweep.comparison({"", std::move(fields), {}, {}}).place;
  };
  EXPECT_EQ(place({}), "N = 100");
  EXPECT_EQ(place({{"at", 10.0}}), "N = 10");
  EXPECT_EQ(place({{"quantity", "sample_complexity"}}), "threshold 0.1");
  EXPECT_EQ(place({{"quantity", "samples_to_threshold"}, {"at", 0.5}}), "threshold 0.5");
  EXPECT_EQ(place({{"quantity", "diverged"}}), "");
}

TEST(Comparisons, a_context_of_several_learners_has_no_label) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const ComparisonTable table = sweep.comparison({"", {{"between", "learner.readout.kind"}, {"reference", "rls"}}, {}, {}});
  ASSERT_EQ(table.pairs.size(), 2u);
  EXPECT_EQ(table.pairs[0].context, "noise 0");
  EXPECT_EQ(table.pairs[1].context, "noise 1");
}

TEST(Comparisons, what_a_label_says_else_is_told_without_it) {
  Group root = four_points({2, 1, 3, 1});
  values_of<std::string>(root, "learner_label") = {"a", "b", "c", "d"};
  values_of<std::string>(root, "learner_recurrent_kind") = {"fixed", "fixed", "rtrl", "rtrl"};
  values_of<double>(root, "task_noise").assign(4, 0);
  const ComparisonTable table = Sweep(root).comparison({"", {{"between", "learner.readout.kind"}, {"reference", "rls"}}, {}, {}});
  ASSERT_EQ(table.pairs.size(), 2u);
  EXPECT_NE(table.pairs[0].context.find("fixed"), std::string::npos) << table.pairs[0].context;
  EXPECT_NE(table.pairs[1].context.find("rtrl"), std::string::npos) << table.pairs[1].context;
}

TEST(EqualTerms, fewer_settings_and_fewer_operations) {
  Group root = tuned_sweep();
  values_of<std::string>(root, "learner_label") = {"x", "x", "x", "x", "y", "y"};
  values_of<std::int64_t>(root, "learner_recurrent_truncation").assign(6, 4);
  values_of<double>(root, "learner_optimizer_step_size") = {1, 2, 3, 4, 1, 2};
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 6; ++p)
    for (std::size_t s = 0; s < 8; ++s)
      for (std::size_t l = 0; l < 2; ++l) risk[(p * 8 + s) * 2 + l] = static_cast<double>(p + 1) + (l == 0 ? 10 : 0);
  std::vector<double>& operations = values_of<double>(root, "operations");
  for (std::size_t p = 0; p < 6; ++p) {
    operations[2 * p] = 100;
    operations[2 * p + 1] = 200;
  }
  const Runs runs(root);
  const std::vector<EqualTerms> terms = equal_terms(runs, cells_of(PointFields(root)));
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_EQ(terms[0].learner, "x");
  EXPECT_EQ(terms[0].settings, 4u);
  EXPECT_EQ(terms[0].common_settings, 2u);
  // Of the pairs out of four, three hold the best, two more the second: the median of the best is the best itself (probability 1/2).
  EXPECT_EQ(terms[0].risk_at_common_settings, 1);
  EXPECT_EQ(terms[0].common_operations, 400);
  EXPECT_EQ(terms[0].length, 10);
  EXPECT_EQ(terms[0].risk_at_common_operations.value, 11);
  EXPECT_EQ(terms[1].risk_at_common_settings, 5);
  EXPECT_EQ(terms[1].length, 20);
  EXPECT_EQ(terms[1].risk_at_common_operations.value, 5);
  // With one setting each, the median of a random one of four.
  values_of<std::string>(root, "learner_label") = {"x", "x", "x", "x", "y", "z"};
  const std::vector<EqualTerms> single = equal_terms(Runs(root), cells_of(PointFields(root)));
  ASSERT_EQ(single.size(), 3u);
  EXPECT_EQ(single[0].common_settings, 1u);
  EXPECT_EQ(single[0].risk_at_common_settings, 2);
  EXPECT_EQ(single[0].length, 0);
  EXPECT_TRUE(equal_terms(Runs(root), {}).empty());
}

TEST(Conclusions, open_bounds_of_a_ratio_are_said_to_be_open) {
  Group root = made_up_sweep({"a", "b"}, 3, {10, 100}, {0.5});  // three seeds close no bounds
  root.groups.push_back(questions_group({{}, {ratio(2.5)}}));
  const Sweep sweep(root);
  const Runs runs(sweep.root);
  const PointFields fields(sweep.root);
  EXPECT_EQ(conclusion_lines(conclude(sweep.root, runs, fields, cells_of(fields), {})),
            "undecided  s: ratio 1 [open, open], claimed < 2.5, n = 3\n");
}

TEST(Conclusions, terminal_says_verdicts_first_on_a_line_each) {
  Group root = four_points({2, 1, infinity, 1});
  Question claim = ratio(2.5);
  claim.fields["statement"] = "two\nlines";
  root.groups.push_back(questions_group({{{"", {{"reference", "b"}}, {}, {}}}, {claim}}));
  const Sweep sweep(root);
  const Runs runs(sweep.root);
  const PointFields fields(sweep.root);
  const std::vector<Cell> cells = cells_of(fields);
  const Conclusions conclusions = conclude(sweep.root, runs, fields, cells, answer(runs, fields, cells, 9));
  EXPECT_EQ(conclusion_lines(conclusions),
            "fails      two lines: ratio ∞ [∞, ∞], claimed < 2.5, n = 12, weakest of 2\n"
            "larger       risk of a (noise 0) at N = 100: 2 [2, 2] times that of b, n = 12\n"
            "larger       risk of a (noise 1) at N = 100: ∞ [∞, ∞] times that of b, n = 12\n");
  claim.fields["contexts"] = "some";
  EXPECT_EQ(conclusion_lines({sweep.verdicts({claim}), {}, {}, {}}),
            "holds      two lines: ratio 2 [2, 2], claimed < 2.5 in some context, n = 12, strongest of 2\n");
}

}  // namespace
}  // namespace polesweep::analysis
