#include "analysis/results/baselines.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/report/summary.hpp"
#include "analysis/statistics/statistics.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

/// Four points: of symbols, of other recorded data, recorded without figures, and made up.
results::Group recorded_sweep() {
  results::Group root = made_up_sweep({"a", "b", "c", "d"}, 3, {100}, {0.5});
  const double none = std::nan("");
  values_of<std::int32_t>(root, "task_recorded") = {1, 1, 1, 0};
  root.variables.push_back({"task_noise", {"point"}, std::vector<double>{1, 2, 3, 4}, "", "1", {}, {}});
  root.variables.push_back({"baseline_taps", {"point"}, std::vector<std::int64_t>{21, 21, -1, -1}, "", "samples", {}, {}});
  root.variables.push_back({"baseline_risk", {"point"}, std::vector<double>{0.03, 6, none, none}, "", "target^2", {}, {}});
  root.variables.push_back({"baseline_symbol_error_rate", {"point"}, std::vector<double>{8e-5, none, none, none}, "", "1", {}, {}});
  return root;
}

TEST(Baselines, say_what_least_squares_reach) {
  const results::Group root = recorded_sweep();
  const Baselines baselines(root);
  EXPECT_TRUE(baselines.any());
  EXPECT_TRUE(baselines.any_symbol_error_rate());
  EXPECT_EQ(baselines.sentence(0), "least squares with 21 taps reach risk 0.03 and symbol error rate 8e-5 on the same test split");
  EXPECT_EQ(baselines.sentence(1), "least squares with 21 taps reach risk 6 on the same test split");
  EXPECT_EQ(baselines.sentence(2), "");
}

TEST(Baselines, say_that_targets_do_not_vary) {
  results::Group root = recorded_sweep();
  values_of<double>(root, "trivial_risk")[2 * 3 + 1] = 0;  // of one run of the third point
  const Baselines baselines(root);
  EXPECT_EQ(baselines.sentence(2),
            "the targets of a test do not vary, so that its nmse, the risk over that of the best constant, has no value");
  EXPECT_EQ(baselines.sentence(1), "least squares with 21 taps reach risk 6 on the same test split");
}

TEST(Baselines, of_a_synthetic_task_are_the_best_linear_and_no_cause_for_suspicion) {
  results::Group root = recorded_sweep();
  values_of<std::int32_t>(root, "task_recorded") = {1, 0, 1, 0};
  const Baselines baselines(root);
  EXPECT_EQ(baselines.sentence(1), "the best linear predictor with 21 taps, found from the task itself, has risk 6");
  EXPECT_FALSE(baselines.is_suspicious(1, 0.1));
}

TEST(Baselines, below_a_third_is_suspicious) {
  const results::Group root = recorded_sweep();
  const Baselines baselines(root);
  EXPECT_TRUE(baselines.is_suspicious(0, 0.0099));
  EXPECT_FALSE(baselines.is_suspicious(0, 0.0101));
  EXPECT_FALSE(baselines.is_suspicious(0, std::nan("")));
  EXPECT_FALSE(baselines.is_suspicious(3, 0));
}

// Least squares broken by a few wild rows must not call a risk good that a constant beats.
TEST(Baselines, a_risk_above_that_of_a_constant_is_never_suspicious) {
  results::Group root = recorded_sweep();
  values_of<double>(root, "baseline_risk")[1] = 1.7e10;
  values_of<double>(root, "trivial_risk")[3] = std::nan("");  // of a run that was not computed; the others have 1
  const Baselines baselines(root);
  EXPECT_FALSE(baselines.is_suspicious(1, 9.9e8));
  EXPECT_FALSE(baselines.is_suspicious(1, 2));
  EXPECT_FALSE(baselines.is_suspicious(1, 0.34));
  EXPECT_TRUE(baselines.is_suspicious(1, 0.33));
}

TEST(Baselines, of_results_that_know_none) {
  const results::Group root = made_up_sweep({"a"}, 2, {100}, {0.5});
  const Baselines baselines(root);
  EXPECT_FALSE(baselines.any());
  EXPECT_FALSE(baselines.any_symbol_error_rate());
  EXPECT_TRUE(std::isnan(baselines.risk(0)));
  EXPECT_EQ(baselines.sentence(0), "");
  EXPECT_FALSE(baselines.is_suspicious(0, 0));
}

TEST(Baselines, stand_below_the_summary_with_warnings) {
  results::Group root = recorded_sweep();
  values_of<double>(root, "risk") = {0.009, 0.009, 0.009, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  values_of<double>(root, "trivial_risk").assign(12, 8);
  root.groups.push_back(statistics(root));
  const std::string table = summary_table(root);
  EXPECT_EQ(table.substr(table.find("linear_teacher (noise 1): ")),
            "linear_teacher (noise 1): least squares with 21 taps reach risk 0.03 and symbol error rate 8e-5 on the same test split\n"
            "linear_teacher (noise 2): least squares with 21 taps reach risk 6 on the same test split\n"
            "linear_teacher (noise 1), diagonal, ring, a: median risk 0.009 is far below the least-squares figure: the model may predict "
            "the payload, a pseudo-random sequence, instead of equalising\n"
            "linear_teacher (noise 2), diagonal, ring, b: median risk 1 is far below the least-squares figure: a target may have found its "
            "way into the inputs\n");
}

}  // namespace
}  // namespace polesweep::analysis
