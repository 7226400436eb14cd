#include "analysis/figures/figures.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <sstream>

#include "analysis/figures/panels.hpp"
#include "analysis/figures/plot.hpp"
#include "analysis/statistics/statistics.hpp"
#include "tests/analysis/made_up_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;

Figures figures_of(Group root) {
  root.groups.push_back(statistics(root));
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  return figures(root, runs, fields, answer(runs, fields, cells, 4));
}

/// One learner on each value of a field; it reaches the larger threshold before the smaller one.
Group with_field(const std::string& name, std::size_t points) {
  Group root = made_up_sweep(std::vector<std::string>(points, "a"), 2, {100, 200}, {0.5, 0.1});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t run = 0; run < 2 * points; ++run) {
    risk[2 * run] = 0.25;
    risk[2 * run + 1] = 0.0625;
  }
  std::vector<double> values(points);
  std::iota(values.begin(), values.end(), 1.0);
  root.variables.push_back({name, {"point"}, values, "", "1", {}, {}});
  return root;
}

TEST(Figures, a_small_task_has_one_of_each_kind_with_poles_in_the_legend) {
  const Figures found = figures_of(with_field("poles_count", 12));
  ASSERT_EQ(found.list.size(), 2U);
  EXPECT_EQ(found.list[0].name, "learning-curves-1");
  EXPECT_EQ(found.list[1].name, "sample-complexity-1");
  ASSERT_EQ(found.list[0].curves.size(), 12U);
  EXPECT_EQ(found.list[0].curves[3].label, "a · count 4");
  EXPECT_EQ(found.list[0].curves[3].x, (std::vector<double>{100, 200}));
  EXPECT_EQ(found.list[0].reference, 1.0);
}

TEST(Figures, sample_complexity_that_tells_no_lengths_apart_is_left_out) {
  Group root = with_field("poles_count", 2);
  EXPECT_EQ(figures_of(root).list.size(), 2U);
  for (double& risk : values_of<double>(root, "risk")) risk = 0.0625;  // all thresholds at the first length
  ASSERT_EQ(figures_of(root).list.size(), 1U);
  EXPECT_EQ(figures_of(root).list[0].name, "learning-curves-1");
}

TEST(Figures, labels_have_as_few_fields_as_tell_points_apart_and_kinds_among_them) {
  Group root = with_field("poles_input_scale", 4);
  values_of<double>(root, "poles_input_scale") = {1, 1, 0.5, 1};
  root.variables.push_back({"poles_kind", {"point"}, std::vector<std::string>{"ring", "ring", "random", "random"}, "", "1", {}, {}});
  root.variables.push_back({"poles_count", {"point"}, std::vector<std::int64_t>{10, 20, 20, 20}, "", "1", {}, {}});
  root.variables.push_back({"poles_activation", {"point"}, std::vector<std::string>{"", "", "tanh", "identity"}, "", "1", {}, {}});
  std::vector<std::string> labels;
  const Figures found = figures_of(root);
  for (const PlottedCurve& curve : found.list[0].curves) labels.push_back(curve.label);
  std::sort(labels.begin(), labels.end());
  EXPECT_EQ(labels, (std::vector<std::string>{"a · input_scale 0.5, kind random, count 20", "a · input_scale 1, kind random, count 20",
                                              "a · input_scale 1, kind ring, count 10", "a · input_scale 1, kind ring, count 20"}));
}

TEST(Figures, a_large_task_has_one_for_each_pole_setting_up_to_twelve) {
  const Figures found = figures_of(with_field("poles_count", 14));
  EXPECT_EQ(found.list.size(), 24U);
  EXPECT_EQ(found.cells_left_out, 2U);
}

TEST(Figures, tasks_beyond_twelve_are_left_out_and_counted) {
  const Figures found = figures_of(with_field("task_noise", 15));
  EXPECT_EQ(found.list.size(), 24U);
  EXPECT_EQ(found.cells_left_out, 3U);
}

TEST(Figures, long_labels_lose_their_middle_and_no_half_characters) {
  Group root = made_up_sweep({"öööööööööööööööööööööööööööööö and the end of a long label.", "b"}, 2, {100}, {0.5});
  const std::string label = figures_of(root).list[0].curves[1].label;
  EXPECT_EQ(label, "öööööööööööööööö…ö and the end of a long label.");
}

TEST(Figures, long_labels_lose_the_rules_of_their_fields_before_their_middle) {
  EXPECT_EQ(shortened("learned by TBPTT (recurrent truncation 10) · optimizer step_size 0.0003"),
            "learned by TBPTT (truncation 10) · step_size 0.0003");
  EXPECT_EQ(shortened("learned by TBPTT (recurrent truncation 8)", 17), "learned by TBPTT (truncation 8)");
  EXPECT_EQ(shortened("RTRL (recurrent truncation 8)", 17), "RTRL (recurrent truncation 8)");
  const std::string words = "learned by RTRL without end, readout by RLS that forgets what it had learned before";
  EXPECT_EQ(shortened(words), words.substr(0, 32) + "…" + words.substr(words.size() - 32));
}

TEST(Plot, data_hold_bands_up_to_the_edge_and_none_where_nothing_is_known) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("polesweep-plot-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  Figure figure;
  figure.name = "figure";
  figure.curves = {{"a", {1, 2, 3, 4}, {2, 2, 8, infinity}, {1, -infinity, 3, 1}, {infinity, infinity, 9, infinity}}};
  EXPECT_EQ(plot(figure, folder), Plotted::drawn);
  std::ostringstream text;
  text << std::ifstream(folder / "figure.dat").rdbuf();
  // The axis ends at 1.5 times the largest value.
  EXPECT_EQ(text.str(), "# x value low high\n1 2 1 12\n2 2 2 2\n3 8 3 9\n4 NaN NaN NaN\n\n\n");
  figure.curves[0].y.assign(4, infinity);
  EXPECT_EQ(plot(figure, folder), Plotted::nothing_to_draw);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace polesweep::analysis
