#include "analysis/figures/theory_marks.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

#include "analysis/figures/gnuplot_script.hpp"
#include "analysis/figures/plot.hpp"
#include "analysis/results/question_lines.hpp"
#include "tests/analysis/figures/figures_of_kind.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using Reals = std::vector<double>;

const Reals nine = {1, 2, 3, 4, 5, 6, 7, 8, 9};

Group map_called(const std::string& label) {
  Group table{"p1.f", {{"label", label}, {"formula", "p1.f"}, {"summary", "what"}, {"source", "where"}}, {{"s", 9}, {"ahat", 9}}, {}, {}};
  for (const char* name : {"s", "ahat"}) table.variables.push_back({name, {name}, nine, "parameter", "1", {}, {}});
  Reals values(81);
  std::iota(values.begin(), values.end(), 1.0);
  table.variables.push_back({"value", {"s", "ahat"}, std::move(values), "", "1", {}, {}});
  return table;
}

Question mark(const std::string& s, std::vector<PointCondition> conditions = {}) {
  return {"", {{"theory", "map"}, {"s", s}, {"ahat", "learner.recurrent.feedback_scale"}}, {}, std::move(conditions)};
}

/// Learners "a" and "b" with feedback 2 and 3, two seeds; mode_a ends at 4 and 5 for "a", 6 and 7 for "b", whose second run's risk rises.
Group with_marks(const std::vector<Question>& marks) {
  Group root = made_up_sweep({"a", "b"}, 2, {10, 100}, {0.5});
  add_field(root, "learner_recurrent_feedback_scale", {2, 3});
  root.dimensions.push_back({"state", 1});
  root.variables.push_back({"mode_a", {"point", "seed", "length", "state"}, Reals{1, 4, 1, 5, 1, 6, 1, 7}, "", "1", {}, {}});
  values_of<double>(root, "risk") = {1, 0.5, 1, 0.5, 1, 0.5, 1, 2};
  root.groups.push_back({"theory", {}, {}, {}, {map_called("another"), map_called("map")}});
  root.groups.push_back(questions_group({{}, {}, marks}));
  return root;
}

TEST(TheoryMarks, are_runs_where_they_ended_on_the_map_they_name) {
  const std::vector<Figure> figures = figures_of_kind(with_marks({mark("mode_a")}), "theory");
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_TRUE(figures[0].curves.empty());
  const std::vector<PlottedCurve>& curves = figures[1].curves;
  ASSERT_EQ(curves.size(), 3U);
  EXPECT_EQ(curves[0].label, "a: risk fell");
  EXPECT_EQ(curves[0].x, (Reals{4, 5}));  // s is the first axis
  EXPECT_EQ(curves[0].y, (Reals{2, 2}));
  EXPECT_FALSE(curves[0].hollow);
  EXPECT_EQ(curves[1].label, "b: risk fell");
  EXPECT_EQ(curves[1].x, Reals{6});
  EXPECT_EQ(curves[2].label, "b: risk did not fall");
  EXPECT_EQ(curves[2].x, Reals{7});
  EXPECT_TRUE(curves[2].hollow);
  EXPECT_EQ(curves[1].look, curves[2].look);
  EXPECT_NE(curves[0].look, curves[1].look);
  EXPECT_EQ(
      figures[1].caption,
      "p1.f: what (where). Each mark is a run after 100 samples: s = mode_a, ahat = learner.recurrent.feedback_scale. Outlines are runs "
      "whose risk after 100 samples is not below that after 10 samples.");
}

TEST(TheoryMarks, are_of_the_points_chosen_at_the_place_named) {
  const std::vector<Figure> figures =
      figures_of_kind(with_marks({mark("mode_a[0]@10", {{"label", {"b"}}}), mark("8", {{"label", {"a"}}})}), "theory");
  ASSERT_EQ(figures[1].curves.size(), 3U);
  EXPECT_EQ(figures[1].curves[0].label, "b: risk fell");
  EXPECT_EQ(figures[1].curves[0].x, Reals{1});
  EXPECT_EQ(figures[1].curves[2].x, (Reals{8, 8}));
}

TEST(TheoryMarks, of_two_tables_have_looks_of_their_own_and_say_what_differs) {
  const std::vector<PointCondition> of_a = {{"label", {"a"}}};
  const std::vector<Figure> figures = figures_of_kind(with_marks({mark("mode_a", of_a), mark("mode_a@10", of_a)}), "theory");
  const std::vector<PlottedCurve>& curves = figures[1].curves;
  ASSERT_EQ(curves.size(), 2U);
  EXPECT_EQ(curves[0].label, "a · after 100 samples: risk fell");
  EXPECT_EQ(curves[1].label, "a · after 10 samples: risk fell");
  EXPECT_NE(curves[0].look, curves[1].look);
  const std::string rest = " samples: s = mode_a, ahat = learner.recurrent.feedback_scale.";
  EXPECT_EQ(figures[1].caption, "p1.f: what (where). Each mark of [[mark]] table 1 is a run after 100" + rest +
                                    " Each mark of [[mark]] table 2 is a run after 10" + rest +
                                    " Outlines are runs whose risk after 100 samples is not below that after 10 samples.");
}

TEST(TheoryMarks, of_two_tables_that_choose_other_points_name_the_conditions) {
  const auto at = [](const std::string& scale) {
    return mark("mode_a", {{"label", {"a", "b"}}, {"learner.recurrent.feedback_scale", {scale}}});
  };
  const std::vector<Figure> figures = figures_of_kind(with_marks({at("2"), at("3")}), "theory");
  ASSERT_EQ(figures[1].curves.size(), 3U);
  EXPECT_EQ(figures[1].curves[0].label, "a · learner.recurrent.feedback_scale = 2: risk fell");
  EXPECT_EQ(figures[1].curves[1].label, "b · learner.recurrent.feedback_scale = 3: risk fell");
}

TEST(TheoryMarks, of_tables_that_are_the_same_are_numbered) {
  const std::vector<Figure> figures = figures_of_kind(with_marks({mark("mode_a"), mark("mode_a", {{"label", {"a"}}})}), "theory");
  ASSERT_EQ(figures[1].curves.size(), 4U);
  EXPECT_EQ(figures[1].curves[0].label, "a · table 1: risk fell");
  EXPECT_EQ(figures[1].curves[3].label, "a · table 2: risk fell");
  EXPECT_EQ(figures[1].curves[3].look, 2);
}

TEST(TheoryMarks, of_two_places_name_both) {
  Question both = mark("mode_a");
  both.fields["ahat"] = std::string("mode_a@10");
  const std::vector<Figure> figures = figures_of_kind(with_marks({both}), "theory");
  EXPECT_NE(figures[1].caption.find("Each mark is a run: s = mode_a after 100 samples, ahat = mode_a after 10 samples."), std::string::npos)
      << figures[1].caption;
}

TEST(TheoryMarks, beyond_the_map_and_without_a_place_are_counted) {
  Group root = with_marks({mark("mode_a")});
  values_of<double>(root, "mode_a")[1] = 9.5;
  values_of<double>(root, "mode_a")[3] = infinity;
  const std::vector<Figure> figures = figures_of_kind(root, "theory");
  EXPECT_EQ(figures[1].curves.size(), 2U);
  EXPECT_NE(figures[1].caption.find(" 1 run outside of the map. 1 run without a finite place."), std::string::npos) << figures[1].caption;
}

TEST(TheoryMarks, of_runs_measured_once_are_not_told_apart_by_their_risk) {
  Group root = made_up_sweep({"a"}, 2, {100}, {0.5});
  add_field(root, "learner_recurrent_feedback_scale", {2});
  root.groups.push_back({"theory", {}, {}, {}, {map_called("map")}});
  root.groups.push_back(questions_group({{}, {}, {mark("3")}}));
  const std::vector<Figure> figures = figures_of_kind(root, "theory");
  ASSERT_EQ(figures[0].curves.size(), 1U);
  EXPECT_EQ(figures[0].curves[0].label, "a");
  EXPECT_FALSE(figures[0].curves[0].hollow);
}

TEST(TheoryMarks, that_the_results_cannot_give_are_explained) {
  const std::vector<Figure> figures = figures_of_kind(with_marks({mark("mode_b")}), "theory");
  EXPECT_TRUE(figures[1].curves.empty());
  EXPECT_NE(figures[1].caption.find("No marks: "), std::string::npos) << figures[1].caption;
}

TEST(TheoryMarks, are_drawn_over_the_surface_on_white) {
  const std::vector<Figure> figures = figures_of_kind(with_marks({mark("mode_a")}), "theory");
  const std::string plain = gnuplot_script(figures[0], extent_of(figures[0]));
  EXPECT_NE(plain.find("plot 'theory-1.dat' using 1:2:3 with image pixels notitle\n"), std::string::npos) << plain;
  const std::string script = gnuplot_script(figures[1], extent_of(figures[1]));
  EXPECT_NE(script.find("plot 'theory-2.dat' index 0 using 1:2:3 with image pixels notitle, \\\n"), std::string::npos) << script;
  EXPECT_NE(script.find("'theory-2.dat' index 1 using 1:2 with points linecolor 'white' pointtype 7"), std::string::npos);
  EXPECT_NE(script.find("'theory-2.dat' index 3 using 1:2 with points linecolor '#d55e00' linewidth 2 pointtype 4 "), std::string::npos);

  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("polesweep-marks-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  EXPECT_EQ(plot(figures[1], folder), Plotted::drawn);
  std::ostringstream text;
  text << std::ifstream(folder / "theory-2.dat").rdbuf();
  EXPECT_NE(text.str().find("\n9 9 81\n\n\n# x value low high\n4 2 2 2\n5 2 2 2\n\n\n6 3 3 3\n"), std::string::npos) << text.str();
  EXPECT_FALSE(std::filesystem::exists(folder / "theory-2.log"));
  std::filesystem::remove_all(folder);
}

TEST(TheoryMarks, have_an_outline_of_every_shape_and_new_shapes_once_the_colours_are_used_up) {
  Figure figure = figures_of_kind(with_marks({mark("mode_a")}), "theory").at(1);
  const auto looks = [&](int look, bool hollow) {
    figure.curves[0].look = look;
    figure.curves[0].hollow = hollow;
    const std::string script = gnuplot_script(figure, extent_of(figure));
    const std::size_t begin = script.find("index 1 using 1:2 with points linecolor '#");
    return script.substr(begin + 41, script.find(" pointsize", begin) - begin - 41);
  };
  EXPECT_EQ(looks(4, false), "#e69f00' linewidth 2 pointtype 11");
  EXPECT_EQ(looks(4, true), "#e69f00' linewidth 2 pointtype 10");
  EXPECT_EQ(looks(0, false), "#0072b2' linewidth 2 pointtype 7");
  EXPECT_EQ(looks(6, false), "#0072b2' linewidth 2 pointtype 5");
}

}  // namespace
}  // namespace polesweep::analysis
