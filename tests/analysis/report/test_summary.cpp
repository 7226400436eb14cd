#include "analysis/report/summary.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/statistics/statistics.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

TEST(SummaryTable, best_first_with_interval_and_sample_complexity) {
  results::Group root = made_up_sweep({"slow", "fast"}, 6, {100, 200}, {0.5, 0.1});
  values_of<double>(root, "risk") = {1, 0.6, 1, 0.6, 1, 0.6, 1, 0.6, 1, 0.6, 1, 0.6, 1, 0.02, 1, 0.04, 1, 0.06, 1, 0.06, 1, 0.06, 1, 0.08};
  root.groups.push_back(statistics(root));
  EXPECT_EQ(summary_table(root),
            "at 200 samples, 95 % confidence:\n"
            "task            poles           learner  median nmse  interval      N(ε, 0.1)      diverged\n"
            "linear_teacher  diagonal, ring  fast     0.06         [0.02, 0.08]  200 (ε = 0.1)  0\n"
            "linear_teacher  diagonal, ring  slow     0.6          [0.6, 0.6]    none reached   0\n");
}

TEST(SummaryTable, says_how_many_seeds_an_interval_takes_that_is_open) {
  for (const int seeds : {5, 6}) {
    results::Group root = made_up_sweep({"a"}, seeds, {100}, {0.5});
    root.groups.push_back(statistics(root));
    const std::string said = "\nopen: an interval takes 6 seeds, twice as many if settings are chosen on half of them\n";
    EXPECT_EQ(summary_table(root).ends_with(said), seeds == 5);
    EXPECT_EQ(summary_table(root).find("[open, open]") == std::string::npos, seeds == 6);
  }
}

TEST(SummaryTable, says_how_many_rows_are_left_out) {
  std::vector<std::string> labels;
  for (int i = 0; i < 20; ++i) labels.push_back(fmt::format("learner {}", i));
  results::Group root = made_up_sweep(labels, 2, {100}, {0.5});
  root.groups.push_back(statistics(root));
  const std::string table = summary_table(root);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 1 + 15 + 1 + 1);  // with why intervals are open
  EXPECT_TRUE(table.ends_with("\n5 rows left out\n"));
}

TEST(SummaryTable, tasks_stand_in_the_order_of_their_numbers) {
  results::Group root = made_up_sweep({"a", "a", "a"}, 2, {100}, {0.5});
  root.variables.push_back({"task_noise", {"point"}, std::vector<double>{10, 9, 1}, "", "1", {}, {}});
  root.groups.push_back(statistics(root));
  const std::string table = summary_table(root);
  EXPECT_LT(table.find("noise 1)"), table.find("noise 9)"));
  EXPECT_LT(table.find("noise 9)"), table.find("noise 10)"));
}

TEST(SummaryTable, says_what_was_tuned_and_what_is_at_the_edge_first) {
  results::Group root = tuned_sweep();
  // With the longer truncation the middle step size is the best.
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < 8; ++s) risk[(3 * 8 + s) * 2 + 1] = 0.9, risk[(4 * 8 + s) * 2 + 1] = 0.125;
  std::vector<std::int64_t>& truncation = values_of<std::int64_t>(root, "learner_recurrent_truncation");
  for (std::int64_t& steps : truncation) steps = 12 - steps;  // 8, then 4
  root.groups.push_back(statistics(root));
  const std::string table = summary_table(root);
  const std::string lines =
      "linear_teacher, diagonal, ring, TBPTT (recurrent truncation 8): optimizer step_size 0.1 is the best of 3 settings tried, median "
      "risk 0.25; at the edge of what was tried: optimizer step_size (a better value may lie beyond)\n"
      "linear_teacher, diagonal, ring, TBPTT (recurrent truncation 4): optimizer step_size 0.01 is the best of 3 settings tried, median "
      "risk 0.125\n";
  EXPECT_TRUE(table.ends_with(lines)) << table;
}

TEST(SummaryTable, of_few_seeds_says_that_choice_and_judgement_share_them) {
  results::Group root = made_up_sweep({"a", "a"}, 3, {10}, {0.5});
  root.variables.push_back({"learner_readout_step_size", {"point"}, std::vector<double>{0.1, 0.2}, "", "1", {}, {}});
  root.variables.push_back({"tuned_fields", {"point"}, std::vector<std::string>(2, "learner_readout_step_size"), "", "", {}, {}});
  root.groups.push_back(statistics(root));
  EXPECT_NE(
      summary_table(root).find("median risk 1 (chosen and judged on the same seeds); at the edge of what was tried: readout step_size"),
      std::string::npos);
}

TEST(SummaryTable, of_no_points) {
  results::Group root = made_up_sweep({}, 2, {100}, {0.5});
  root.groups.push_back(statistics(root));
  EXPECT_EQ(summary_table(root), "no points\n");
}

}  // namespace
}  // namespace polesweep::analysis
