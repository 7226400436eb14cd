#include "analysis/conclusions/tuning.hpp"

#include <gtest/gtest.h>

#include "analysis/conclusions/equal_terms.hpp"
#include "analysis/figures/tuning_figures.hpp"

#include <cmath>

#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

TEST(Tuning, fields_that_are_not_named_make_learners_of_their_own) {
  const results::Group root = tuned_sweep();
  const std::vector<Cell> cells = cells_of(PointFields(root));
  ASSERT_EQ(cells.size(), 1u);
  ASSERT_EQ(cells[0].learners.size(), 2u);
  EXPECT_EQ(cells[0].learners[0].label, "TBPTT (recurrent truncation 4)");
  EXPECT_EQ(cells[0].learners[1].label, "TBPTT (recurrent truncation 8)");
  EXPECT_EQ(cells[0].learners[0].points.size(), 3u);
}

TEST(Tuning, the_setting_is_chosen_on_one_half_and_judged_on_the_other) {
  const results::Group root = tuned_sweep();
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const std::vector<Tuned> tuned = tune(runs, cells);
  ASSERT_EQ(tuned.size(), 2u);
  EXPECT_EQ(tuned[0].settings, 3u);
  EXPECT_TRUE(tuned[0].halves.split);
  ASSERT_EQ(tuned[0].choices.size(), 2u);
  EXPECT_EQ(tuned[0].choices[0].setting, "optimizer step_size 0.01");
  EXPECT_EQ(tuned[0].choices[0].risk.value, 5.0);
  EXPECT_EQ(tuned[0].choices[0].at_edge, "");
  EXPECT_EQ(tuned[0].choices[1].setting, "optimizer step_size 0.1");
  EXPECT_EQ(tuned[0].choices[1].risk.value, 0.25);
  EXPECT_EQ(tuned[0].choices[1].at_edge, "optimizer step_size");
}

TEST(Tuning, of_recorded_data_leaves_windows_between_the_halves_out) {
  results::Group root = tuned_sweep();
  values_of<std::int32_t>(root, "task_recorded").assign(6, 1);
  values_of<std::int64_t>(root, "distinct_runs").assign(6, 8);
  root.variables.push_back({"windows_apart", {"point"}, std::vector<std::int64_t>(6, 2), "", "1", {}, {}});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 6; ++p)
    for (std::size_t s = 0; s < 8; ++s) risk[(p * 8 + s) * 2 + 1] = p % 3 == 2 ? (s < 3 ? 0.25 : 0.75) : 1.0;
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const Tuned tuned = tune(runs, cells).front();
  EXPECT_EQ(tuned.halves.choosing, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(tuned.halves.judging, (std::vector<std::size_t>{4, 5, 6, 7}));
  EXPECT_EQ(tuned.halves.left_out, 1u);
  EXPECT_EQ(tuned.choices[1].setting, "optimizer step_size 0.1");
  EXPECT_EQ(tuned.choices[1].risk.value, 0.75);
}

TEST(Tuning, settings_that_lost_a_race_are_not_chosen_behind_it) {
  const results::Group root = raced_sweep();
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const Tuned tuned = tune(runs, cells).front();
  EXPECT_EQ(tuned.choices[0].setting, "optimizer step_size 0.01");
  EXPECT_EQ(tuned.choices[0].settings, 3u);
  EXPECT_EQ(tuned.choices[0].risk.value, 5.0) << "by all seeds that judge";
  EXPECT_EQ(tuned.choices[1].setting, "optimizer step_size 0.1");
  EXPECT_EQ(tuned.choices[1].settings, 1u);
  ASSERT_EQ(tuned.dropped.size(), 2u);
  EXPECT_EQ(tuned.dropped[0].setting, "optimizer step_size 0.001");
  EXPECT_EQ(tuned.dropped[0].after, 10);
}

TEST(Tuning, figures_leave_out_settings_that_lost_a_race) {
  const results::Group root = raced_sweep();
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const std::vector<Figure> figures = tuning_figures(runs, tune(runs, cells));
  EXPECT_EQ(figures[0].curves[0].x, (std::vector<double>{0.1}));
}

TEST(EqualTerms, a_search_by_race_takes_what_it_took) {
  results::Group root = raced_sweep();
  // 100 operations a run at length 10, 200 at 20.
  for (std::size_t p = 0; p < 6; ++p)
    for (std::size_t l = 0; l < 2; ++l) values_of<double>(root, "operations")[p * 2 + l] = 100 * static_cast<double>(l + 1);
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const std::vector<EqualTerms> terms = equal_terms(runs, cells);
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_EQ(terms[0].common_operations, 100 + 100 + 200);
  EXPECT_EQ(terms[0].length, 20);
  EXPECT_EQ(terms[0].risk_at_common_operations.value, 0.25);
  EXPECT_EQ(terms[0].risk_at_common_settings, 0.25);
}

TEST(EqualTerms, that_fall_among_settings_which_lost_a_race_are_not_known) {
  results::Group root = raced_sweep();
  // The learner of the first truncation has tried one setting: the last.
  for (std::size_t p = 0; p < 2; ++p) values_of<std::int64_t>(root, "learner_recurrent_truncation")[p] = 8;
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const std::vector<EqualTerms> terms = equal_terms(runs, cells);
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_EQ(terms[1].settings, 5u);
  EXPECT_EQ(terms[1].common_settings, 1u);
  EXPECT_TRUE(std::isnan(terms[1].risk_at_common_settings)) << "four of the five settings lost";
}

TEST(Tuning, lengths_that_were_not_measured_are_left_out) {
  results::Group root = tuned_sweep();
  for (std::size_t i = 0; i < values_of<double>(root, "risk").size(); i += 2) values_of<double>(root, "risk")[i] = std::nan("");
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const std::vector<Tuned> tuned = tune(runs, cells);
  ASSERT_EQ(tuned.front().choices.size(), 1u);
  EXPECT_EQ(tuned.front().choices.front().length, 1u);
}

TEST(Tuning, figures_show_the_values_and_the_lengths) {
  const results::Group root = tuned_sweep();
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const std::vector<Figure> figures = tuning_figures(runs, tune(runs, cells));
  ASSERT_EQ(figures.size(), 2u);
  EXPECT_EQ(figures[0].x_label, "optimizer step_size");
  ASSERT_EQ(figures[0].curves.size(), 2u);
  EXPECT_EQ(figures[0].curves[0].x, (std::vector<double>{0.001, 0.01, 0.1}));
  EXPECT_EQ(figures[0].curves[0].y, (std::vector<double>{1.0, 1.0, 0.25}));
  EXPECT_EQ(figures[1].curves[0].x, (std::vector<double>{10, 20}));
  EXPECT_EQ(figures[1].curves[0].y, (std::vector<double>{5.0, 0.25}));
  EXPECT_NE(figures[0].name, figures[1].name);
}

TEST(Tuning, without_it_nothing_changes) {
  const results::Group root = realistic_sweep();
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  EXPECT_TRUE(tune(runs, cells).empty());
}

}  // namespace
}  // namespace polesweep::analysis
