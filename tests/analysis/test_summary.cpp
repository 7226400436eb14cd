#include "analysis/summary.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analysis/statistics.hpp"
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

TEST(SummaryTable, says_how_many_rows_are_left_out) {
  std::vector<std::string> labels;
  for (int i = 0; i < 20; ++i) labels.push_back(fmt::format("learner {}", i));
  results::Group root = made_up_sweep(labels, 2, {100}, {0.5});
  root.groups.push_back(statistics(root));
  const std::string table = summary_table(root);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 1 + 15 + 1);
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

TEST(SummaryTable, of_no_points) {
  results::Group root = made_up_sweep({}, 2, {100}, {0.5});
  root.groups.push_back(statistics(root));
  EXPECT_EQ(summary_table(root), "no points\n");
}

}  // namespace
}  // namespace polesweep::analysis
