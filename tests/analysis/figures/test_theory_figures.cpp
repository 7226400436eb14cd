#include "analysis/figures/theory_figures.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Variable;
using Reals = std::vector<double>;

Variable axis(const std::string& name, Reals values) {
  return {.name = name, .dimensions = {name}, .values = std::move(values), .long_name = "parameter", .units = "1"};
}

/// A root with one table of formulas whose value at every combination is its position.
Group with_table(std::vector<Variable> axes, std::vector<std::pair<std::string, std::string>> attributes = {}) {
  attributes.insert(attributes.end(), {{"label", "a label"}, {"formula", "p1.f"}, {"summary", "what it is"}, {"source", "where from"}});
  Group table{.name = "p1.f", .attributes = std::move(attributes), .dimensions = {}, .variables = {}, .groups = {}};
  Variable value{.name = "value"};
  std::size_t count = 1;
  for (Variable& one : axes) {
    const std::size_t size = results::count(one.values);
    table.dimensions.push_back({one.name, size});
    value.dimensions.push_back(one.name);
    count *= size;
    table.variables.push_back(std::move(one));
  }
  Reals values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<double>(i + 1);
  value.values = values;
  table.variables.push_back(std::move(value));
  Group theory{.name = "theory", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {std::move(table)}};
  return {.name = "", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {std::move(theory)}};
}

Variable names(const std::string& name, std::vector<std::string> values) {
  return {.name = name, .dimensions = {name}, .values = std::move(values), .long_name = "", .units = ""};
}

TEST(TheoryFigures, one_axis_gives_a_line_for_each_combination_of_the_others) {
  const std::vector<Figure> figures = theory_figures(with_table({names("rule", {"bptt", "rflo"}), axis("s", {1, 2, 400})}));
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[1].label, "rule rflo");
  EXPECT_EQ(figures[0].curves[1].x, (Reals{1, 2, 400}));
  EXPECT_EQ(figures[0].curves[1].y, (Reals{4, 5, 6}));
  EXPECT_EQ(figures[0].x_scale, Scale::logarithmic);
  EXPECT_EQ(figures[0].y_scale, Scale::linear);
  EXPECT_EQ(figures[0].title, "a label");
  EXPECT_EQ(figures[0].caption, "p1.f: what it is (where from).");
}

TEST(TheoryFigures, two_long_axes_give_a_surface) {
  const Reals eight{1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<Figure> figures =
      theory_figures(with_table({axis("x", {1, 2, 3, 4, 5, 6, 7, 8, 9}), axis("k", {10, 20}), axis("y", eight)}));
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[1].title, "a label · k 20");
  ASSERT_TRUE(figures[1].surface);
  EXPECT_EQ(figures[1].surface->x.size(), 9U);
  EXPECT_EQ(figures[1].surface->y, eight);
  EXPECT_EQ(figures[1].surface->z[0], 9);            // x 1, k 20, y 1
  EXPECT_EQ(figures[1].surface->z[8 * 8 + 7], 144);  // the last of all
  EXPECT_EQ(theory_figures(with_table({axis("x", eight), axis("y", {1, 2, 3})})).at(0).curves.size(), 3U);
}

TEST(TheoryFigures, a_large_surface_is_thinned_to_its_edges) {
  Reals many(1000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i);
  const Figure figure = theory_figures(with_table({axis("x", many), axis("y", many)})).at(0);
  ASSERT_TRUE(figure.surface);
  EXPECT_LE(figure.surface->x.size(), 100U);
  EXPECT_EQ(figure.surface->x.front(), 0);
  EXPECT_EQ(figure.surface->x.back(), 999);
  EXPECT_EQ(figure.surface->z.back(), 1e6);
  EXPECT_NE(figure.caption.find("80 x 80 of 1000 x 1000 values are drawn."), std::string::npos);
}

TEST(TheoryFigures, labels_too_long_for_an_axis_lose_their_remarks) {
  const auto label = [](const std::string& what) {
    Variable s = axis("s", {1, 2});
    s.long_name = what;
    return theory_figures(with_table({s})).at(0).x_label;
  };
  EXPECT_EQ(label("pole (in the disc)"), "s: pole (in the disc)");
  EXPECT_EQ(label("readout at the optimum (s, a* b*/s, w*), not zero"), "s: readout at the optimum");
  EXPECT_EQ(label(std::string(60, 'x')), "s");
}

TEST(TheoryFigures, tables_without_an_axis_of_numbers_have_none) {
  EXPECT_TRUE(theory_figures(with_table({names("rule", {"a", "b"})})).empty());
  EXPECT_TRUE(theory_figures({}).empty());
}

TEST(TheoryLines, are_of_tables_that_stand_beside_the_quantity) {
  const Group root = with_table({axis("N", {10, 100})}, {{"beside", "risk"}});
  const std::vector<PlottedCurve> lines = theory_lines(root, "risk");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].theory);
  EXPECT_EQ(lines[0].label, "a label");
  EXPECT_EQ(lines[0].y, (Reals{1, 2}));
  EXPECT_TRUE(theory_lines(root, "nmse").empty());
}

}  // namespace
}  // namespace polesweep::analysis
