#include <gtest/gtest.h>

#include <cmath>

#include "analysis/figures/marks.hpp"
#include "analysis/results/question_lines.hpp"
#include "tests/analysis/figures/figures_of_kind.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using Reals = std::vector<double>;

Question correlation(std::vector<PointCondition> conditions = {}) {
  return {"correlation",
          {{"statement", "they go together"}, {"quantity", "condition"}, {"with", "risk"}, {"below", 0.0}},
          {},
          std::move(conditions)};
}

/// A point for each learner; by run from 1 on, the metric is 10 times its number and the risk 1 over it at the last of two lengths.
Group with_claims(const std::vector<std::string>& learners, std::size_t seeds, const std::vector<Question>& claims) {
  Group root = made_up_sweep(learners, seeds, {50, 100}, {0.5});
  values_of<std::string>(root, "learner_readout_kind") = learners;
  Reals condition;
  for (std::size_t run = 0; run < learners.size() * seeds; ++run) {
    condition.insert(condition.end(), {-1, 10 * static_cast<double>(run + 1)});
    values_of<double>(root, "risk")[2 * run + 1] = 1 / static_cast<double>(run + 1);
  }
  root.variables.push_back({"condition", {"point", "seed", "length"}, condition, "how badly", "dB", {}, {}});
  root.groups.push_back(questions_group({{}, claims}));
  return root;
}

TEST(Scatter, has_a_mark_for_each_run_of_a_correlation_at_its_place) {
  const std::vector<Figure> figures = figures_of_kind(with_claims({"a", "b"}, 6, {correlation()}), "scatter");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].name, "scatter-1");
  EXPECT_EQ(figures[0].title, "risk against condition");
  EXPECT_EQ(figures[0].x_label, "condition (dB)");
  EXPECT_EQ(figures[0].y_label, "risk");
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "a");
  EXPECT_FALSE(figures[0].curves[0].connected);
  EXPECT_EQ(figures[0].curves[0].x, (Reals{10, 20, 30, 40, 50, 60}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{1.0, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6}));
  EXPECT_EQ(figures[0].curves[1].label, "b");
  EXPECT_EQ(figures[0].curves[1].x, (Reals{70, 80, 90, 100, 110, 120}));
  EXPECT_EQ(figures[0].x_scale, Scale::logarithmic);
  EXPECT_EQ(figures[0].caption, "Each mark is one of 12 runs after 100 samples. Claim: they go together. Rank correlation -1 [-1, -1].");
}

TEST(Scatter, is_of_the_points_that_a_claim_chooses_and_of_claims_that_relate_two_alone) {
  const Question value{"value", {{"statement", "v"}, {"below", 1.0}}, {}, {}};
  const std::vector<Figure> figures =
      figures_of_kind(with_claims({"a", "b"}, 6, {value, correlation({{"label", {"b"}}}), correlation()}), "scatter");
  ASSERT_EQ(figures.size(), 2U);
  ASSERT_EQ(figures[0].curves.size(), 1U);
  EXPECT_EQ(figures[0].curves[0].label, "b");
  EXPECT_EQ(figures[0].x_scale, Scale::linear);  // from 70 to 120
  EXPECT_EQ(figures[1].name, "scatter-2");
}

TEST(Scatter, two_places_stand_with_their_quantities) {
  Question claim = correlation();
  claim.fields["with"] = std::string("risk@50");
  const std::vector<Figure> figures = figures_of_kind(with_claims({"a", "b"}, 6, {claim}), "scatter");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_TRUE(figures[0].caption.starts_with("Each mark is one of 12 runs: condition after 100 samples, risk after 50 samples. "))
      << figures[0].caption;
  EXPECT_EQ(figures[0].curves[0].y, Reals(6, 1.0));
}

TEST(Scatter, of_finite_values_counts_the_runs_and_those_left_out) {
  Question claim = correlation();
  claim.fields["among"] = std::string("finite");
  Group root = with_claims({"a"}, 6, {claim});
  values_of<double>(root, "risk")[1] = infinity;
  values_of<double>(root, "condition")[3] = nan;
  const std::vector<Figure> figures = figures_of_kind(root, "scatter");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_TRUE(figures[0].caption.starts_with("Each mark is one of 4 runs after 100 samples. ")) << figures[0].caption;
  EXPECT_NE(figures[0].caption.find(" 2 runs without finite values left out."), std::string::npos) << figures[0].caption;
}

TEST(Scatter, of_one_quantity_at_two_places_or_of_two_elements_names_what_differs) {
  Question lengths = correlation();
  lengths.fields["quantity"] = std::string("risk");
  lengths.fields["with"] = std::string("risk@50");
  Question elements = correlation();
  elements.fields["quantity"] = std::string("state_poles_re");
  elements.fields["with"] = std::string("state_poles_re[1]");
  Group root = with_claims({"a"}, 6, {lengths, elements});
  root.dimensions.push_back({"state", 2});
  root.variables.push_back({"state_poles_re", {"point", "seed", "length", "state"}, Reals(24, 0.5), "", "1", {}, {}});
  const std::vector<Figure> figures = figures_of_kind(root, "scatter");
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].title, "risk@50 against risk@100");
  EXPECT_EQ(figures[0].x_label, "risk@100");
  EXPECT_EQ(figures[0].y_label, "risk@50");
  EXPECT_EQ(figures[1].title, "state_poles_re[1] against state_poles_re[0]");
  EXPECT_EQ(figures[1].x_label, "state_poles_re[0]");
}

TEST(Scatter, a_claim_about_what_is_not_there_has_none) {
  Question other = correlation();
  other.fields["quantity"] = std::string("participation_ratio");
  EXPECT_EQ(figures_of_kind(with_claims({"a"}, 6, {other, correlation()}), "scatter").size(), 1U);
}

TEST(Scatter, runs_without_a_finite_pair_are_not_drawn) {
  Group root = with_claims({"a"}, 6, {correlation()});
  values_of<double>(root, "risk")[1] = infinity;
  values_of<double>(root, "condition")[3] = nan;
  const std::vector<Figure> figures = figures_of_kind(root, "scatter");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].curves.at(0).x, (Reals{30, 40, 50, 60}));
  EXPECT_NE(figures[0].caption.find(" 1 run with an infinite value cannot be drawn. 1 run without one of the two values."),
            std::string::npos)
      << figures[0].caption;
}

TEST(Scatter, of_tuned_learners_shows_the_setting_chosen_on_the_seeds_that_judge) {
  Group root = tuned_sweep();
  root.variables.push_back({"condition", {"point", "seed", "length"}, Reals(96, 2.0), "", "1", {}, {}});
  root.groups.push_back(questions_group({{}, {correlation()}}));
  const std::vector<Figure> figures = figures_of_kind(root, "scatter");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 2U);  // truncations
  EXPECT_EQ(figures[0].curves[0].y, (Reals{0.25, 0.25, 0.25, 0.25}));
  EXPECT_NE(figures[0].caption.find("on the other half"), std::string::npos) << figures[0].caption;
}

TEST(Scatter, learners_are_told_apart_by_colour_shape_and_outline) {
  std::vector<std::string> learners;
  for (int i = 0; i < 14; ++i) learners.push_back(std::string("learner ") + static_cast<char>('a' + i));
  const std::vector<Figure> figures = figures_of_kind(with_claims(learners, 6, {correlation()}), "scatter");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 12U);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(figures[0].curves[i].look, static_cast<int>(i % 6));
    EXPECT_EQ(figures[0].curves[i].hollow, i >= 6);
  }
  EXPECT_EQ(figures[0].curves[11].label, "other learners");
  EXPECT_EQ(figures[0].curves[11].x.size(), 18U);
}

TEST(Marks, of_many_runs_are_thinned_evenly_and_the_same_every_time) {
  Marks marks;
  for (int i = 0; i < 3000; ++i) marks.add("many", i, -i, 0, false);
  marks.add("one", 7, 8, 1, true);
  const std::vector<PlottedCurve> drawn = marks.drawn();
  ASSERT_EQ(drawn.size(), 2U);
  EXPECT_EQ(drawn[0].x.size(), 999U);
  EXPECT_EQ(drawn[0].x.front(), 0);
  EXPECT_EQ(drawn[0].x.back(), 2999);
  EXPECT_EQ(drawn[0].y.back(), -2999);
  EXPECT_EQ(drawn[0].low.size(), 999U);
  EXPECT_EQ(drawn[1].x, Reals{7});
  EXPECT_TRUE(drawn[1].hollow);
  EXPECT_EQ(marks.drawn()[0].x, drawn[0].x);
  EXPECT_EQ(marks.thinned_sentence(), " 1000 of 3001 runs are drawn, evenly spread over those of each entry.");
}

TEST(Marks, positions_spread_evenly_from_the_first_to_the_last) {
  EXPECT_EQ(evenly_spread(3, 5), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(evenly_spread(101, 5), (std::vector<std::size_t>{0, 25, 50, 75, 100}));
  EXPECT_EQ(evenly_spread(9, 1), (std::vector<std::size_t>{0}));
  EXPECT_TRUE(evenly_spread(0, 5).empty());
}

}  // namespace
}  // namespace polesweep::analysis
