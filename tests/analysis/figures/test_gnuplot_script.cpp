#include "analysis/figures/gnuplot_script.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "analysis/figures/figures.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using Reals = std::vector<double>;

TEST(AxisScale, is_the_one_on_which_positions_are_even) {
  EXPECT_EQ(axis_scale({1e-3, 3e-3, 1e-2}), Scale::logarithmic);
  EXPECT_EQ(axis_scale({16, 4, 8}), Scale::logarithmic);
  EXPECT_EQ(axis_scale({0.7, 0.8, 0.9}), Scale::linear);
  EXPECT_EQ(axis_scale({0, 1, 10}), Scale::linear);
  EXPECT_EQ(axis_scale({1, 2}), Scale::linear);
}

TEST(GnuplotScript, close_values_fill_half_of_a_logarithmic_axis_and_have_three_tics_at_least) {
  Figure figure;
  figure.name = "f";
  for (const auto& [low, high] : {std::pair{0.97, 0.99}, {1.0, 1.0003}, {21.0, 61.0}, {1e-3, 1e-2}, {3.0, 500.0}, {2e-9, 3.0}}) {
    figure.curves = {{"a", {low, high}, {low, high}, {nan, nan}, {nan, nan}}};
    const Extent extent = extent_of(figure);
    EXPECT_LT(extent.low, low);
    EXPECT_GT(extent.high, high);
    EXPECT_LE(extent.high / extent.low, std::max(1.011, std::pow(high / low, 2) + 1e-9)) << low;
    const std::string script = gnuplot_script(figure, extent);
    for (const std::string axis : {"set xtics (", "set ytics ("}) {
      const std::size_t begin = script.find(axis);
      ASSERT_NE(begin, std::string::npos);
      const std::string list = script.substr(begin, script.find(')', begin) - begin);
      EXPECT_GE(std::count(list.begin(), list.end(), ','), 2) << list;
    }
  }
}

TEST(GnuplotScript, an_axis_beside_names_of_rows_has_few_tics) {
  Figure figure;
  figure.name = "f";
  figure.rows = {"a", "b"};
  const auto tics_between = [&](double low, double high) {
    figure.curves = {{"a", {1, 2}, {low, high}, {nan, nan}, {nan, nan}}};
    const std::string script = gnuplot_script(figure, {low, high});
    const std::size_t begin = script.find("set xtics (") + 11;
    return script.substr(begin, script.find(')', begin) - begin);
  };
  EXPECT_EQ(tics_between(0.004, 1.6), "0.01, 0.1, 1");
  EXPECT_EQ(tics_between(0.7, 90), "1, 3, 10, 30");
  EXPECT_EQ(tics_between(0.7, 3.5), "0.8, 1, 1.5, 2, 3");
  EXPECT_EQ(tics_between(0.9955, 1.0045), "0.996, 1, 1.004");
  EXPECT_EQ(tics_between(1e-4, 1e4), "0.0001, 0.01, 1, 100, 10000");
}

TEST(GnuplotScript, a_few_cells_are_of_one_size_with_their_values_beside_them) {
  Figure figure;
  figure.name = "f";
  figure.surface = Surface{{0, 1e-6, 1e-4}, {0.9, 0.99, 0.997}, Reals(9, 1.0), "risk"};
  const std::string script = gnuplot_script(figure, {0, 1});
  EXPECT_NE(script.find("set xrange [0.5:3.5]\nset xtics ('0' 1, '1e-06' 2, '0.0001' 3) nomirror\n"), std::string::npos) << script;
  EXPECT_NE(script.find("set yrange [0.5:3.5]\nset ytics ('0.9' 1, '0.99' 2, '0.997' 3) nomirror\n"), std::string::npos);
  EXPECT_NE(script.find("set rmargin at screen 0.76\n"), std::string::npos);  // numbers of many digits ran into the label of the colours
  EXPECT_EQ(drawn_edges({0, 1e-6, 1e-4}, Scale::logarithmic), (Reals{0.5, 1.5, 2.5, 3.5}));
  const Reals nine = {1, 2, 3, 4, 5, 6, 7, 8, 10};
  EXPECT_EQ(drawn_edges(nine, Scale::linear), cell_edges(nine, Scale::linear));
}

TEST(CellEdges, lie_halfway_on_the_scale_drawn) {
  EXPECT_EQ(cell_edges({1, 2, 4}, Scale::linear), (Reals{0.5, 1.5, 3, 5}));
  const Reals edges = cell_edges({1, 100}, Scale::logarithmic);
  EXPECT_NEAR(edges[0], 0.1, 1e-12);
  EXPECT_NEAR(edges[1], 10, 1e-12);
  EXPECT_NEAR(edges[2], 1000, 1e-9);
}

TEST(GnuplotScript, numbers_at_the_end_of_all_numbers_make_an_axis) {
  using Numbers = std::numeric_limits<double>;
  for (const Scale scale : {Scale::linear, Scale::logarithmic})
    for (const auto& [low, high] : {std::pair{Numbers::denorm_min(), 1.0}, {1.0, Numbers::max()}, {1.0, 1 + Numbers::epsilon()}}) {
      Figure figure;
      figure.name = "f";
      figure.x_scale = figure.y_scale = scale;
      figure.reference = low;
      figure.curves = {{"c", {low, high}, {low, high}, {low, low}, {high, high}, false, false, 0}};
      EXPECT_LT(gnuplot_script(figure, extent_of(figure)).size(), 10'000u) << low << " " << high;
    }
}

TEST(GnuplotScript, quotes_names_of_rows_and_draws_values_to_the_right) {
  Figure figure;
  figure.name = "f";
  figure.uncertainty = Uncertainty::bars;
  figure.reference = 1;
  figure.rows = {"it's `x`, \"é\"\n<b>", "b"};
  figure.curves = {{"larger", {1, 2}, {3, 4}, {2, 3}, {4, 5}, false, false, 2}};
  const std::string script = gnuplot_script(figure, extent_of(figure));
  EXPECT_NE(script.find("set ytics ('it''s `x`, \"é\" <b>' 1, 'b' 2) nomirror noenhanced\n"), std::string::npos) << script;
  EXPECT_NE(script.find("using 3:1:($4-$3):(0) with vectors"), std::string::npos);
  EXPECT_NE(script.find("using 2:1 with points linecolor '#009e73' linewidth 1.5 pointtype 9 "), std::string::npos);
  figure.curves.front().hollow = true;
  EXPECT_NE(gnuplot_script(figure, extent_of(figure)).find("linecolor '#009e73' linewidth 1.5 pointtype 8 "), std::string::npos);
  EXPECT_NE(script.find("set yrange [2.5:0.5]"), std::string::npos);
  EXPECT_NE(script.find("set arrow from first 1, graph 0 to first 1, graph 1 nohead"), std::string::npos);
}

}  // namespace
}  // namespace polesweep::analysis
