#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "analysis/figures/kinds.hpp"
#include "analysis/statistics/statistics.hpp"
#include "tests/analysis/figures/figures_of_kind.hpp"
#include "tests/analysis/made_up_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using Reals = std::vector<double>;

/// Two learners on four values of a field; one of the eight runs of learner "a" needs longer the larger it is.
Group over_count() {
  Group root = made_up_sweep({"a", "a", "a", "a", "b", "b", "b", "b"}, 8, {100, 200, 400}, {0.5, 0.1});
  add_field(root, "poles_count", {4, 8, 16, 32, 4, 8, 16, 32});
  Reals& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 8; ++p)
    for (std::size_t s = 0; s < 8; ++s)
      for (std::size_t l = 0; l < 3; ++l) risk[(p * 8 + s) * 3 + l] = p < 4 && l < p && s == 3 ? 1 : 0.05;
  return root;
}

TEST(ComplexityOver, has_a_line_for_each_learner_with_what_it_needs) {
  const std::vector<Figure> figures = figures_of_kind(over_count(), "complexity-over");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "a");
  EXPECT_EQ(figures[0].curves[0].x, (Reals{4, 8, 16, 32}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{100, 200, 400, infinity}));
  EXPECT_EQ(figures[0].curves[1].y, (Reals{100, 100, 100, 100}));
  EXPECT_EQ(figures[0].x_label, "poles count");
  EXPECT_EQ(figures[0].y_label, "samples N(ε = 0.1, δ = 0.1)");
  EXPECT_EQ(figures[0].x_scale, Scale::logarithmic);
  EXPECT_NE(figures[0].caption.find("At 1 of 8 places the threshold was not reached"), std::string::npos) << figures[0].caption;
}

TEST(ComplexityOver, a_tuned_field_is_chosen_and_is_no_axis) { EXPECT_TRUE(figures_of_kind(tuned_sweep(), "complexity-over").empty()); }

TEST(RiskOver, has_a_line_for_each_learner_with_its_median_risk_at_the_last_length) {
  Group root = over_count();
  for (std::size_t p = 0; p < 8; ++p)
    for (std::size_t s = 0; s < 8; ++s)
      values_of<double>(root, "risk")[(p * 8 + s) * 3 + 2] = static_cast<double>(p + 1) + (s == 3 ? 100 : 0);
  const std::vector<Figure> figures = figures_of_kind(root, "risk-over");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].title, "Risk over poles count");
  EXPECT_NE(figures[0].caption.find("at N = 400; bands"), std::string::npos) << figures[0].caption;  // none was tuned
  EXPECT_EQ(figures[0].x_scale, Scale::logarithmic);
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "a");
  EXPECT_EQ(figures[0].curves[0].x, (Reals{4, 8, 16, 32}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{1, 2, 3, 4}));
  EXPECT_EQ(figures[0].curves[1].y, (Reals{5, 6, 7, 8}));
  EXPECT_EQ(figures[0].curves[1].high, (Reals{105, 106, 107, 108}));
}

TEST(RiskOver, is_of_tasks_and_poles_alone) {
  Group root = over_count();
  for (results::Variable& variable : root.variables)
    if (variable.name == "poles_count") variable.name = "learner_readout_penalty";
  EXPECT_TRUE(figures_of_kind(root, "risk-over").empty());
}

TEST(Tuning, learners_without_a_choice_stand_beside_the_others) {
  Group root = tuned_sweep();
  const std::size_t last = root.size_of("point") - 1;
  values_of<std::string>(root, "learner_label")[last] = "no choice";
  values_of<std::string>(root, "tuned_fields")[last] = "";
  for (std::size_t run = 0; run < 16; ++run) values_of<double>(root, "risk")[last * 16 + run] = run / 2 % 2 == 1 ? 3 : 5;
  const std::vector<Figure> figures = figures_of_kind(root, "tuning");
  ASSERT_FALSE(figures.empty());
  const Figure& lengths = figures.back();
  const auto found = std::ranges::find(lengths.curves, "no choice", &PlottedCurve::label);
  ASSERT_NE(found, lengths.curves.end());
  EXPECT_EQ(found->x, (Reals{10, 20}));
  EXPECT_EQ(found->y, (Reals{3, 3}));  // of eight seeds those of odd rank judge
}

TEST(HeatMap, shows_the_median_of_each_pair_and_leaves_divergence_blank) {
  Group root = made_up_sweep(std::vector<std::string>(9, "a"), 3, {100}, {0.5});
  add_field(root, "poles_radius", {0.7, 0.8, 0.9, 0.7, 0.8, 0.9, 0.7, 0.8, 0.9});
  add_field(root, "learner_readout_step_size", {1e-3, 1e-3, 1e-3, 1e-2, 1e-2, 1e-2, 1e-1, 1e-1, 1e-1});
  Reals& risk = values_of<double>(root, "risk");
  for (std::size_t p = 0; p < 9; ++p)
    for (std::size_t s = 0; s < 3; ++s) risk[p * 3 + s] = p == 8 ? infinity : static_cast<double>(p + s + 1);
  const std::vector<Figure> figures = figures_of_kind(root, "heat-map");
  ASSERT_EQ(figures.size(), 1U);
  const Surface& surface = *figures[0].surface;
  EXPECT_EQ(surface.x, (Reals{0.7, 0.8, 0.9}));
  EXPECT_EQ(surface.y, (Reals{1e-3, 1e-2, 1e-1}));
  EXPECT_EQ(Reals(surface.z.begin(), surface.z.end() - 1), (Reals{2, 5, 8, 3, 6, 9, 4, 7}));
  EXPECT_TRUE(std::isnan(surface.z.back()));
  EXPECT_EQ(figures[0].x_scale, Scale::linear);
  EXPECT_EQ(figures[0].y_scale, Scale::logarithmic);
  EXPECT_NE(figures[0].caption.find("Blank where most runs diverged (1 cell)."), std::string::npos);
}

/// One learner whose poles move from 0.5 and -0.5 to 0.9i and -0.9i, and one whose poles stay.
Group with_metrics() {
  Group root = made_up_sweep({"moves", "stays"}, 6, {100, 200, 400}, {0.5});
  root.dimensions.push_back({"state", 2});
  root.dimensions.push_back({"shadow", 2});
  Reals re;
  Reals im;
  Reals singular;
  Reals alignment;
  for (std::size_t p = 0; p < 2; ++p)
    for (std::size_t s = 0; s < 6; ++s)
      for (std::size_t l = 0; l < 3; ++l) {
        const bool moved = p == 0 && l == 2;
        re.insert(re.end(), {moved ? 0 : 0.5, moved ? 0 : -0.5});
        im.insert(im.end(), {moved ? 0.9 : 0, moved ? -0.9 : 0});
        singular.insert(singular.end(), {p == 0 ? 3.0 : 0.0, p == 0 ? 0.25 : 0.0});
        alignment.insert(alignment.end(), {p == 0 ? 1 : nan, p == 0 ? 0.1 * static_cast<double>(l) : nan});
      }
  const auto add = [&](const char* name, const char* dimension, Reals values) {
    root.variables.push_back({name, {"point", "seed", "length", dimension}, std::move(values), name, "1", {}, {}});
  };
  add("spectrum_re", "state", re);
  add("spectrum_im", "state", im);
  add("singular_values", "state", singular);
  add("alignment", "shadow", alignment);
  return root;
}

TEST(Spectrum, shows_first_and_last_eigenvalues_of_poles_that_move) {
  const std::vector<Figure> figures = figures_of_kind(with_metrics(), "spectrum");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_TRUE(figures[0].title.starts_with("moves"));
  EXPECT_TRUE(figures[0].equal_axes);
  ASSERT_EQ(figures[0].curves.size(), 3U);
  EXPECT_TRUE(figures[0].curves[0].theory);  // the unit circle
  EXPECT_NEAR(std::hypot(figures[0].curves[0].x[17], figures[0].curves[0].y[17]), 1, 1e-15);
  EXPECT_EQ(figures[0].curves[1].label, "after 100 samples");
  EXPECT_EQ(figures[0].curves[1].x.size(), 12U);
  EXPECT_EQ(figures[0].curves[1].x[1], -0.5);
  EXPECT_EQ(figures[0].curves[2].label, "after 400 samples");
  EXPECT_EQ(figures[0].curves[2].y[1], -0.9);
}

TEST(SpectralDensity, shares_add_up_to_one_at_each_length) {
  const std::vector<Figure> figures = figures_of_kind(with_metrics(), "spectral-density");
  ASSERT_EQ(figures.size(), 1U);
  const Surface& surface = *figures[0].surface;
  EXPECT_EQ(surface.x, (Reals{100, 200, 400}));
  for (std::size_t i = 0; i < 3; ++i) {
    double sum = 0;
    double modulus = 0;
    for (std::size_t j = 0; j < surface.y.size(); ++j) {
      const double share = surface.z[i * surface.y.size() + j];
      if (std::isnan(share)) continue;
      sum += share;
      modulus = surface.y[j];
    }
    EXPECT_EQ(sum, 1);
    EXPECT_NEAR(modulus, i == 2 ? 0.9 : 0.5, 0.02);
  }
}

TEST(RankProfile, shows_medians_by_index_and_leaves_out_what_did_not_change) {
  const std::vector<Figure> figures = figures_of_kind(with_metrics(), "rank-profile");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 1U);
  EXPECT_EQ(figures[0].curves[0].x, (Reals{1, 2}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{3, 0.25}));
  EXPECT_NE(figures[0].caption.find("did not change (1) are left out"), std::string::npos);
}

/// Singular values of "a" and "b", six seeds, at 100 and 200 samples.
Group with_singular_values(const Reals& of_a, const Reals& of_b) {
  Group root = made_up_sweep({"a", "b"}, 6, {100, 200}, {0.5});
  root.dimensions.push_back({"component", 1});
  Reals values = of_a;
  values.insert(values.end(), of_b.begin(), of_b.end());
  root.variables.push_back({"singular_values", {"point", "seed", "length", "component"}, std::move(values), "", "1", {}, {}});
  return root;
}
const Reals grows = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};

TEST(RankProfile, is_taken_where_all_learners_have_runs_and_counts_those_that_live) {
  const double none = std::nan("");
  const std::vector<Figure> figures =
      figures_of_kind(with_singular_values(grows, {5, none, 5, none, none, none, none, none, none, none, none, none}), "rank-profile");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "a");
  EXPECT_EQ(figures[0].curves[0].y, Reals{1});
  EXPECT_EQ(figures[0].curves[1].label, "b · 2 of 6 runs");
  EXPECT_NE(figures[0].caption.find("recurrent matrix after 100 samples, medians"), std::string::npos) << figures[0].caption;
  EXPECT_NE(figures[0].caption.find("Where a label counts runs, only those were measured there"), std::string::npos) << figures[0].caption;
}

TEST(RankProfile, without_a_common_length_names_that_of_each_curve) {
  const double none = std::nan("");
  Reals late = grows;
  for (std::size_t i = 0; i < late.size(); i += 2) late[i] = none;
  const std::vector<Figure> figures =
      figures_of_kind(with_singular_values({5, none, 5, none, 5, none, 5, none, 5, none, 5, none}, late), "rank-profile");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "a · after 100 samples");
  EXPECT_EQ(figures[0].curves[1].label, "b · after 200 samples");
  EXPECT_NE(figures[0].caption.find("at the last place that each label names"), std::string::npos) << figures[0].caption;
  EXPECT_EQ(figures[0].caption.find("counts runs"), std::string::npos) << figures[0].caption;
}

TEST(Alignment, has_a_line_for_the_own_rule_and_each_shadow) {
  const std::vector<Figure> figures = figures_of_kind(with_metrics(), "alignment");
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "moves");
  EXPECT_EQ(figures[0].curves[0].y, (Reals{1, 1, 1}));
  EXPECT_EQ(figures[0].curves[1].label, "moves · shadow 1");
  EXPECT_EQ(figures[0].curves[1].y, (Reals{0, 0.1, 0.2}));
}

TEST(Alignment, names_the_shadows_and_has_a_row_for_each_rule_at_a_single_length) {
  Group root = made_up_sweep({"a"}, 6, {100}, {0.5});
  root.dimensions.push_back({"shadow", 3});
  root.attributes.emplace_back("shadows", "snap1\ntbptt (truncation 4)");
  Reals alignment;
  for (int seed = 0; seed < 6; ++seed) alignment.insert(alignment.end(), {1, 0.5, 0.25});
  root.variables.push_back({"alignment", {"point", "seed", "length", "shadow"}, std::move(alignment), "", "1", {}, {}});
  const std::vector<Figure> figures = figures_of_kind(root, "alignment");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].rows, (std::vector<std::string>{"its own rule", "snap1", "tbptt (truncation 4)"}));
  EXPECT_EQ(figures[0].x_label, "cosine with the exact gradient (1)");
  EXPECT_EQ(figures[0].y_label, "");
  ASSERT_EQ(figures[0].curves.size(), 1U);
  EXPECT_EQ(figures[0].curves[0].x, (Reals{1, 2, 3}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{1, 0.5, 0.25}));
  EXPECT_EQ(figures[0].curves[0].low, (Reals{1, 0.5, 0.25}));
}

TEST(Alignment, is_drawn_along_lengths_and_then_along_iterations) {
  Group root = with_metrics();
  const std::vector<std::string> rows = {"training_point", "seed", "training_length", "iteration"};
  Group training{.name = "training",
                 .attributes = {},
                 .dimensions = {{"training_point", 1}, {"seed", 6}, {"training_length", 3}, {"iteration", 2}, {"shadow", 1}},
                 .variables = {},
                 .groups = {}};
  training.variables = {{"training_point", {"training_point"}, std::vector<std::int64_t>{0}, "", "1", {}, {}},
                        {"training_length", {"training_length"}, std::vector<std::int64_t>{100, 200, 400}, "", "", {}, {}},
                        {"iteration", {"iteration"}, std::vector<std::int64_t>{1, 10}, "", "", {}, {}},
                        {"risk", rows, Reals(36, 1.0), "", "", {}, {}}};
  Reals alignment;
  for (int run = 0; run < 18; ++run) alignment.insert(alignment.end(), {0.25, 0.75});
  training.variables.push_back({"alignment", {rows[0], rows[1], rows[2], rows[3], "shadow"}, std::move(alignment), "", "1", {}, {}});
  root.groups.push_back(std::move(training));
  const std::vector<Figure> figures = figures_of_kind(std::move(root), "alignment");
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].x_label, "training samples N");
  EXPECT_EQ(figures[1].x_label, "updates");
  EXPECT_EQ(figures[1].name, "alignment-2");
  ASSERT_EQ(figures[1].curves.size(), 1U);
  EXPECT_EQ(figures[1].curves[0].x, (Reals{1, 10}));
  EXPECT_EQ(figures[1].curves[0].y, (Reals{0.25, 0.75}));
}

TEST(Convergence, is_risk_by_update_where_that_was_measured) {
  Group root = made_up_sweep({"a"}, 6, {}, {0.5});
  Group training{.name = "training",
                 .attributes = {},
                 .dimensions = {{"training_point", 1}, {"seed", 6}, {"training_length", 1}, {"iteration", 2}},
                 .variables = {},
                 .groups = {}};
  training.variables = {
      {"training_point", {"training_point"}, std::vector<std::int64_t>{0}, "", "1", {}, {}},
      {"training_length", {"training_length"}, std::vector<std::int64_t>{0}, "", "", {}, {}},
      {"iteration", {"iteration"}, std::vector<std::int64_t>{1, 10}, "", "", {}, {}},
      {"risk", {"training_point", "seed", "training_length", "iteration"}, Reals{3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 2}, "", "", {}, {}}};
  root.groups.push_back(training);
  root.groups.push_back(statistics(root));
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const std::vector<Figure> figures = made_by("convergence", {root, runs, fields, cells, {}, {}, {}});
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].x_label, "updates");
  EXPECT_EQ(figures[0].curves[0].x, (Reals{1, 10}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{3, 1}));
  EXPECT_EQ(figures[0].curves[0].high, (Reals{3, 2}));
}

TEST(Convergence, claims_of_theory_stand_over_what_they_predict) {
  const Group root = [] {
    Group made = made_up_sweep({"a"}, 6, {100}, {0.5});
    made.groups.push_back(statistics(made));
    return made;
  }();
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  Conclusions conclusions;
  conclusions.claims = {{"rates are as predicted", "theory", "convergence_rate", "p2.rate_slow ± 5 %", {}, 0, {}}};
  for (const double rate : {0.2, 0.1, nan})
    conclusions.claims[0].parts.push_back({"", {Decision::holds, {2 * rate, rate, 3 * rate}, 6, "", 0}, rate});
  const std::vector<Figure> figures = made_by("convergence", {root, runs, fields, cells, {}, {}, conclusions});
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].name, "prediction-1");
  EXPECT_EQ(figures[0].curves[0].x, (Reals{0.2, 0.1}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{0.4, 0.2}));
  EXPECT_EQ(figures[0].curves[1].y, (Reals{0.1, 0.2}));
}

TEST(Forest, has_a_row_for_each_learner_but_the_best) {
  Group root = made_up_sweep({"best", "like it", "worse"}, 8, {100}, {0.5});
  Reals& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < 8; ++s) {
    risk[s] = 1;
    risk[8 + s] = s < 3 ? 0.5 : 2;
    risk[16 + s] = 10;
  }
  const std::vector<Figure> figures = figures_of_kind(root, "forest");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].rows, (std::vector<std::string>{"like it", "worse"}));
  EXPECT_EQ(figures[0].reference, 1.0);
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "undecided: the interval contains a tie");
  EXPECT_EQ(figures[0].curves[0].x, (Reals{1}));
  EXPECT_EQ(figures[0].curves[1].label, "larger");
  EXPECT_EQ(figures[0].curves[1].look, 2);
  EXPECT_EQ(figures[0].curves[1].x, (Reals{2}));
  EXPECT_NEAR(figures[0].curves[1].y.at(0), 10, 1e-12);
}

TEST(Forest, values_of_a_field_compared_stand_with_its_name) {
  Group root = made_up_sweep(std::vector<std::string>(4, "a"), 8, {100}, {0.5});
  root.variables.push_back(
      {"poles_basis", {"point"}, std::vector<std::string>{"identity", "orthogonal", "identity", "orthogonal"}, "", "1", {}, {}});
  values_of<std::string>(root, "task_kind") = {"mankind b", "mankind b", "c", "c"};
  root.groups.push_back(statistics(root));
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  Conclusions conclusions;
  conclusions.comparisons = compare(root, runs, fields, {{"", {{"between", "poles.basis"}, {"reference", "identity"}}, {}, {}}});
  const std::vector<Figure> figures = made_by("forest", {root, runs, fields, cells, {}, {}, conclusions});
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].title, "risk of basis orthogonal against basis identity");
  EXPECT_EQ(figures[0].rows, (std::vector<std::string>{"c", "mankind b"}));
  values_of<std::string>(root, "poles_basis")[3] = "another";
  conclusions.comparisons = compare(root, runs, PointFields(root), {{"", {{"between", "poles.basis"}, {"reference", "identity"}}, {}, {}}});
  const std::vector<Figure> two = made_by("forest", {root, runs, fields, cells, {}, {}, conclusions});
  EXPECT_EQ(two[0].title, "risk against basis identity");
  EXPECT_EQ(two[0].rows, (std::vector<std::string>{"basis another · c", "basis orthogonal · mankind b"}));
}

TEST(FigureKinds, names_of_files_are_unique) {
  std::set<std::string> names;
  const std::vector<Figure> figures = figures_of_kind(with_metrics(), "");
  EXPECT_GE(figures.size(), 6U);
  for (const Figure& figure : figures) EXPECT_TRUE(names.insert(figure.name).second) << figure.name;
}

}  // namespace
}  // namespace polesweep::analysis
