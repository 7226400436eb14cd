#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/analysis/figures/figures_of_kind.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using Reals = std::vector<double>;

void add(Group& root, const std::string& name, Reals values, const std::string& dimension = "state") {
  root.variables.push_back({name, {"point", "seed", "length", dimension}, std::move(values), name, "1", {}, {}});
}

/// One learner, six seeds, three lengths, two poles or modes; by length `first[l]` and `second[l]` in the first run, 7 in the others.
Reals of_first_run(const Reals& first, const Reals& second) {
  Reals values;
  for (std::size_t s = 0; s < 6; ++s)
    for (std::size_t l = 0; l < 3; ++l) values.insert(values.end(), {s == 0 ? first[l] : 7, s == 0 ? second[l] : 7});
  return values;
}

Group sweep() {
  Group root = made_up_sweep({"a"}, 6, {100, 200, 400}, {0.5});
  root.dimensions.push_back({"state", 2});
  return root;
}

void add_text(Group& root, const std::string& name, const std::string& value) {
  root.variables.push_back({name, {"point"}, std::vector<std::string>{value}, "", "", {}, {}});
}

TEST(PolePaths, show_modulus_and_angle_of_each_pole_of_the_first_run) {
  Group root = sweep();
  add(root, "state_poles_re", of_first_run({0.3, 0, -0.6}, {0.5, 0.5, 0.5}));
  add(root, "state_poles_im", of_first_run({0.4, 0.5, -0.8}, {0, 0, 0}));
  const std::vector<Figure> figures = figures_of_kind(root, "pole-path");
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].name, "pole-path-1");
  EXPECT_TRUE(figures[0].title.starts_with("modulus of each pole · a")) << figures[0].title;
  EXPECT_EQ(figures[0].x_label, "training samples N");
  ASSERT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[0].curves[0].label, "pole 1");
  EXPECT_EQ(figures[0].curves[0].x, (Reals{100, 200, 400}));
  EXPECT_EQ(figures[0].curves[0].y, (Reals{0.5, 0.5, 1}));
  EXPECT_EQ(figures[0].curves[1].y, (Reals{0.5, 0.5, 0.5}));
  EXPECT_TRUE(figures[0].caption.starts_with("One run (seed 0) of a.")) << figures[0].caption;
  EXPECT_TRUE(figures[1].title.starts_with("angle of each pole"));
  EXPECT_NE(figures[1].caption.find("the upper one"), std::string::npos) << figures[1].caption;
  EXPECT_NEAR(figures[1].curves[0].y[1], std::numbers::pi / 2, 1e-15);
  EXPECT_NEAR(figures[1].curves[0].y[2], std::atan2(0.8, -0.6), 1e-15);  // of a pair the upper one's
  EXPECT_EQ(figures[1].curves[1].y, (Reals{0, 0, 0}));
}

TEST(PolePaths, of_real_poles_have_no_angles_and_of_poles_that_stay_there_are_none) {
  Group root = sweep();
  add(root, "state_poles_re", of_first_run({0.3, 0.4, 0.5}, {0.1, 0.1, 0.1}));
  add(root, "state_poles_im", Reals(36, 0.0));
  EXPECT_EQ(figures_of_kind(root, "pole-path").size(), 1U);
  values_of<double>(root, "state_poles_re") = of_first_run({0.3, 0.3, 0.3}, {0.1, 0.1, 0.1});
  EXPECT_TRUE(figures_of_kind(root, "pole-path").empty());
}

TEST(PolePaths, of_real_poles_have_their_signs_and_of_a_run_that_diverged_say_where_it_ends) {
  Group root = sweep();
  add(root, "state_poles_re", of_first_run({0.3, -0.188, nan}, {0.1, 0.1, nan}));
  add(root, "state_poles_im", Reals(36, 0.0));
  values_of<std::int32_t>(root, "status")[0] = static_cast<std::int32_t>(Status::diverged);
  const std::vector<Figure> figures = figures_of_kind(root, "pole-path");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_TRUE(figures[0].title.starts_with("value of each pole · a")) << figures[0].title;
  EXPECT_EQ(figures[0].y_label, "pole (per step)");
  EXPECT_EQ(figures[0].curves.at(0).y[1], -0.188);
  EXPECT_EQ(figures[0].caption,
            "One run (seed 0) of a. It diverged: it was measured last after 200 samples. All poles are real, and drawn with their signs. ");
}

TEST(PolePaths, are_eigenvalues_where_poles_were_not_asked_for) {
  Group root = sweep();
  add(root, "spectrum_re", of_first_run({0.3, 0.4, 0.5}, {0.1, 0.1, 0.1}));
  add(root, "spectrum_im", Reals(36, 0.0));
  ASSERT_EQ(figures_of_kind(root, "pole-path").size(), 1U);
  add(root, "state_poles_re", of_first_run({0.9, 0.8, 0.7}, {0.1, 0.1, 0.1}));
  add(root, "state_poles_im", Reals(36, 0.0));
  const std::vector<Figure> figures = figures_of_kind(root, "pole-path");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].curves[0].y, (Reals{0.9, 0.8, 0.7}));
}

TEST(PolePaths, have_the_poles_of_the_teacher_as_lines_with_gaps) {
  Group root = sweep();
  add(root, "state_poles_re", of_first_run({0.3, 0.4, 0.5}, {0.1, 0.1, 0.1}));
  add(root, "state_poles_im", Reals(36, 0.0));
  add_text(root, "task_poles", "[0.6+0.8i,0.6-0.8i,0.5]");
  const std::vector<Figure> figures = figures_of_kind(root, "pole-path");
  ASSERT_EQ(figures.size(), 2U);  // one of the angles, which the teacher has
  ASSERT_EQ(figures[0].curves.size(), 3U);
  EXPECT_EQ(figures[1].curves.at(0).y, (Reals{0, 0, 0}));
  const PlottedCurve& teacher = figures[0].curves[2];
  EXPECT_TRUE(teacher.theory);
  EXPECT_EQ(teacher.label, "the teacher");
  ASSERT_EQ(teacher.x, (Reals{100, 400, 400, 100, 400, 400}));
  EXPECT_EQ(teacher.y[0], 0.5);
  EXPECT_EQ(teacher.y[1], 0.5);
  EXPECT_TRUE(std::isnan(teacher.y[2]));
  EXPECT_EQ(teacher.y[3], 1);
}

TEST(PolePaths, of_many_are_the_first_twelve) {
  Group root = made_up_sweep({"a"}, 6, {100, 200, 400}, {0.5});
  root.dimensions.push_back({"state", 15});
  Reals real;
  for (std::size_t run = 0; run < 6; ++run)
    for (std::size_t l = 0; l < 3; ++l)
      for (std::size_t i = 0; i < 15; ++i) real.push_back(0.1 * static_cast<double>(l + 1));
  add(root, "state_poles_re", std::move(real));
  add(root, "state_poles_im", Reals(6 * 3 * 15, 0.0));
  const std::vector<Figure> figures = figures_of_kind(root, "pole-path");
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].curves.size(), 12U);
  EXPECT_NE(figures[0].caption.find("The first 12 of 15 poles."), std::string::npos) << figures[0].caption;
}

TEST(ModePaths, show_poles_and_gains_beside_those_of_the_teacher) {
  Group root = sweep();
  add(root, "mode_w", of_first_run({0.1, 0.2, 0.3}, {0, 0, 0}));
  add(root, "mode_a", of_first_run({1, 2, 3}, {0, 0, 0}));
  add(root, "mode_b", of_first_run({0.5, 0.5, -0.5}, {0, 0, 0}));
  add_text(root, "task_w", "[0.9]");
  add_text(root, "task_m", "[2]");
  const std::vector<Figure> figures = figures_of_kind(root, "mode-path");
  ASSERT_EQ(figures.size(), 2U);
  ASSERT_EQ(figures[0].curves.size(), 2U);  // the second mode is none
  EXPECT_EQ(figures[0].y_label, "pole w of each mode");
  EXPECT_EQ(figures[0].curves[0].label, "mode 1");
  EXPECT_EQ(figures[0].curves[0].y, (Reals{0.1, 0.2, 0.3}));
  EXPECT_EQ(figures[0].curves[1].y[0], 0.9);
  EXPECT_EQ(figures[1].y_label, "gain a b of each mode");
  EXPECT_EQ(figures[1].curves[0].y, (Reals{0.5, 1, -1.5}));
  EXPECT_EQ(figures[1].curves[1].y[0], 2);
}

TEST(ModePaths, of_poles_alone_have_no_gains_and_those_of_most_modes_come_first) {
  Group root = made_up_sweep({"a", "b"}, 6, {100, 200, 400}, {0.5});
  values_of<std::string>(root, "task_kind") = {"one", "two"};
  root.dimensions.push_back({"state", 2});
  Reals poles = of_first_run({0.1, 0.2, 0.3}, {0, 0, 0});
  const Reals two = of_first_run({0.1, 0.2, 0.3}, {0.5, 0.6, 0.7});
  poles.insert(poles.end(), two.begin(), two.end());
  add(root, "mode_w", std::move(poles));
  const std::vector<Figure> figures = figures_of_kind(root, "mode-path");
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].name, "mode-path-1");
  EXPECT_EQ(figures[0].curves.size(), 2U);
  EXPECT_EQ(figures[1].curves.size(), 1U);
}

}  // namespace
}  // namespace polesweep::analysis
