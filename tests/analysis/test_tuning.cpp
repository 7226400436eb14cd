#include "analysis/tuning.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

/// One learner with three step sizes and two truncations, eight seeds, two lengths. At length 10 the middle step size is best on the seeds
/// of even rank and bad on the others; at length 20 the largest is best on all.
results::Group tuned_sweep() {
  results::Group root = made_up_sweep(std::vector<std::string>(6, "TBPTT"), 8, {10, 20}, {0.5});
  std::vector<double> step_size;
  std::vector<std::int64_t> truncation;
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 6; ++p) {
    step_size.push_back(std::pow(10.0, static_cast<double>(p % 3) - 3));
    truncation.push_back(p < 3 ? 4 : 8);
    for (std::size_t s = 0; s < 8; ++s) {
      risk[(p * 8 + s) * 2] = p % 3 == 1 ? (s % 2 == 0 ? 0.1 : 5.0) : 1.0;
      risk[(p * 8 + s) * 2 + 1] = p % 3 == 2 ? 0.25 : 1.0;
    }
  }
  root.variables.push_back({"learner_optimizer_step_size", {"point"}, step_size, "step size", "1", {}, {}});
  root.variables.push_back({"learner_recurrent_truncation", {"point"}, truncation, "truncation", "1", {}, {}});
  root.variables.push_back({"tuned_fields", {"point"}, std::vector<std::string>(6, "learner_optimizer_step_size"), "", "", {}, {}});
  return root;
}

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
