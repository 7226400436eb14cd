#include <gtest/gtest.h>

#include <cmath>

#include "analysis/figures/panels.hpp"
#include "tests/analysis/figures/figures_of_kind.hpp"
#include "tests/analysis/special_numbers.hpp"

/// Which learner is best where, and what is measured of each.
namespace polesweep::analysis {
namespace {

using results::Group;
using Reals = std::vector<double>;

/// Learners "a" and "b" on three values of a task's field; "b" is the better one in the third cell alone.
TEST(BestLearners, are_those_of_lowest_risk_in_each_cell_the_lowest_cell_first) {
  Group root = made_up_sweep({"a", "b", "a", "b", "a", "b"}, 12, {10, 100}, {0.5});
  add_field(root, "task_noise", {0, 0, 1, 1, 2, 2});
  const Reals level = {3, 5, 1, 4, 9, 2};
  Reals& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 6; ++p)
    for (std::size_t s = 0; s < 12; ++s)
      for (std::size_t l = 0; l < 2; ++l)
        risk[(p * 12 + s) * 2 + l] = 0.01 * level[p] * (l == 0 ? 0.5 : 1) * (1 + 0.1 * static_cast<double>(s));
  for (double& trivial : values_of<double>(root, "trivial_risk")) trivial = 0.5;
  const std::vector<Figure> figures = figures_of_kind(root, "best-learners");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].rows, (std::vector<std::string>{"noise 1", "noise 2", "noise 0"}));
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "a");
  EXPECT_EQ(figures[0].curves[0].x, (Reals{1, 3}));
  EXPECT_EQ(figures[0].curves[1].label, "b");
  EXPECT_EQ(figures[0].curves[1].x, Reals{2});
  EXPECT_DOUBLE_EQ(figures[0].curves[1].y[0], 0.02 * 1.55 / 0.5);
  EXPECT_LT(figures[0].curves[1].low[0], 0.062);
  EXPECT_GT(figures[0].curves[1].high[0], 0.062);
  EXPECT_NE(figures[0].caption.find("at N = 100"), std::string::npos) << figures[0].caption;
  EXPECT_NE(figures[0].caption.find("In 3 of 3 rows"), std::string::npos) << figures[0].caption;
}

TEST(BestLearners, need_two_cells_with_a_finite_risk) {
  EXPECT_TRUE(figures_of_kind(made_up_sweep({"a", "b"}, 8, {10}, {0.5}), "best-learners").empty());
  Group root = made_up_sweep({"a", "a"}, 8, {10}, {0.5});
  add_field(root, "task_noise", {0, 1});
  const std::vector<Figure> alone = figures_of_kind(root, "best-learners");
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_NE(alone[0].caption.find("Each row has a single learner: there is nothing to compare it with"), std::string::npos)
      << alone[0].caption;
  for (std::size_t s = 0; s < 8; ++s) values_of<double>(root, "risk")[8 + s] = infinity;
  EXPECT_TRUE(figures_of_kind(root, "best-learners").empty());
}

/// "a" and "b" on four values of a field at three lengths: "b" is twice as good from the length on that its value says.
Group with_winners() {
  Group root = made_up_sweep({"a", "a", "a", "a", "b", "b", "b", "b"}, 12, {100, 200, 400}, {0.5});
  add_field(root, "task_noise", {1, 2, 4, 8, 1, 2, 4, 8});
  Reals& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 8; ++p)
    for (std::size_t s = 0; s < 12; ++s)
      for (std::size_t l = 0; l < 3; ++l)
        risk[(p * 12 + s) * 3 + l] = (p < 4 ? 1.0 : p - 4 <= l ? 0.5 : 2.0) * (1 + 0.1 * static_cast<double>(s));
  return root;
}

TEST(WinnerMap, names_the_best_learner_at_each_length_and_value) {
  const std::vector<Figure> figures = figures_of_kind(with_winners(), "winner-map");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "b");
  EXPECT_EQ(figures[0].curves[0].x, (Reals{1, 1, 1, 2, 2, 4}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{100, 200, 400, 200, 400, 400}));
  EXPECT_EQ(figures[0].curves[1].label, "a");
  EXPECT_EQ(figures[0].curves[1].x, (Reals{2, 4, 4, 8, 8, 8}));
  EXPECT_FALSE(figures[0].curves[0].connected);
  EXPECT_FALSE(figures[0].curves[0].hollow);
  EXPECT_EQ(figures[0].x_label, "task noise");
  EXPECT_EQ(figures[0].y_label, "training samples N");
  EXPECT_EQ(figures[0].x_scale, Scale::logarithmic);
  EXPECT_NE(figures[0].caption.find("adjusted for 12 comparisons"), std::string::npos) << figures[0].caption;
}

TEST(WinnerMap, leaves_open_what_seeds_do_not_tell_apart_and_blank_what_diverged) {
  Group root = with_winners();
  Reals& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < 12; ++s) {
    risk[s * 3] = 1;
    risk[(4 * 12 + s) * 3] = s % 2 == 0 ? 0.5 : 2;  // "b" on noise 1 at length 100
    for (const std::size_t p : {3u, 7u}) risk[(p * 12 + s) * 3 + 2] = infinity;
  }
  const std::vector<Figure> figures = figures_of_kind(root, "winner-map");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_TRUE(figures[0].curves[0].hollow);
  EXPECT_EQ(figures[0].curves[0].label, "a, not told apart from all others");
  EXPECT_EQ(figures[0].curves[0].x, Reals{1});
  EXPECT_EQ(figures[0].curves[0].y, Reals{100});
  std::size_t marks = 0;
  for (const PlottedCurve& curve : figures[0].curves) marks += curve.x.size();
  EXPECT_EQ(marks, 11U);
}

TEST(WinnerMap, has_the_lines_of_theory_over_its_parameter_as_far_as_there_are_lengths) {
  Group root = with_winners();
  const auto table = [](const char* parameter) {
    Group group{"", {{"label", "N*"}, {"formula", "p1.g"}, {"beside", "length"}}, {{parameter, 3}}, {}, {}};
    group.variables.push_back({parameter, {parameter}, Reals{1, 2, 4}, "", "1", {}, {}});
    group.variables.push_back({"value", {parameter}, Reals{50, 150, 300}, "", "1", {}, {}});
    return group;
  };
  root.groups.push_back({"theory", {}, {}, {}, {table("noise"), table("radius")}});
  const std::vector<Figure> figures = figures_of_kind(root, "winner-map");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 3U);
  const PlottedCurve& line = figures[0].curves.back();
  EXPECT_TRUE(line.theory);
  EXPECT_EQ(line.x, (Reals{1, 2, 4}));
  EXPECT_TRUE(std::isnan(line.y[0]));
  EXPECT_EQ(line.y[1], 150);
  EXPECT_EQ(line.y[2], 300);
}

TEST(MetricCurves, of_one_number_has_its_median_over_the_places) {
  Group root = made_up_sweep({"a", "b"}, 7, {100, 200, 400}, {0.5});
  Reals condition;
  for (std::size_t run = 0; run < 14; ++run)
    for (const double factor : {1.0, 10.0, 1000.0}) condition.push_back(factor * static_cast<double>(run + 1));
  root.variables.push_back({"condition", {"point", "seed", "length"}, condition, "how badly", "1", {}, {}});
  root.variables.push_back({"pair", {"point", "seed", "length", "two"}, Reals(84, 1.0), "", "1", {}, {}});
  root.dimensions.push_back({"two", 2});
  const std::vector<Figure> figures = figures_of_kind(root, "metric");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].name, "metric-1");
  EXPECT_EQ(figures[0].y_label, "condition");
  EXPECT_EQ(figures[0].y_scale, Scale::logarithmic);
  EXPECT_TRUE(figures[0].caption.starts_with("how badly, median over seeds; bands are 95 %")) << figures[0].caption;
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].y, (Reals{4, 40, 4000}));
  EXPECT_EQ(figures[0].curves[1].y, (Reals{11, 110, 11000}));
  EXPECT_EQ(figures[0].caption.find("finite"), std::string::npos);
}

TEST(MetricCurves, say_how_many_runs_have_a_finite_value) {
  Group root = made_up_sweep({"a", "b"}, 7, {100, 200, 400, 800}, {0.5});
  Reals condition(14 * 4, 2.0);
  for (std::size_t seed = 0; seed < 4; ++seed) condition[seed * 4 + 2] = std::nan("");
  for (std::size_t seed = 0; seed < 5; ++seed) condition[seed * 4 + 1] = std::numeric_limits<double>::infinity();
  for (std::size_t run = 0; run < 14; ++run) condition[run * 4 + 3] = std::nan("");  // nothing is drawn there
  root.variables.push_back({"condition", {"point", "seed", "length"}, condition, "how badly", "1", {}, {}});
  const std::vector<Figure> figures = figures_of_kind(root, "metric");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_NE(figures[0].caption.find("over 7 seeds. Where anything is drawn, 2 to 7 of 7 runs have a finite value."), std::string::npos)
      << figures[0].caption;
}

TEST(Panels, say_best_setting_of_tuned_learners_alone) {
  Group root = tuned_sweep();
  const std::string best = "each learner with its best setting";
  const std::string lowest = "each learner with the setting of lowest median risk";
  EXPECT_EQ(setting_drawn(PointFields(root), {0, 1}), best);
  EXPECT_EQ(tuned_settings(PointFields(root)), ", each tuned learner with its best setting");
  values_of<std::string>(root, "tuned_fields")[0] = "";
  EXPECT_EQ(setting_drawn(PointFields(root), {0, 1}),
            "each learner that was tuned with its best setting, each other with that of lowest median risk");
  EXPECT_EQ(setting_drawn(PointFields(root), {0}), lowest);
  for (std::string& fields : values_of<std::string>(root, "tuned_fields")) fields.clear();
  EXPECT_EQ(tuned_settings(PointFields(root)), "");
}

}  // namespace
}  // namespace polesweep::analysis
