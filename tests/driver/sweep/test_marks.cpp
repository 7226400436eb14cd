#include <gtest/gtest.h>

#include "core/error.hpp"
#include "driver/sweep/checks.hpp"
#include "driver/sweep/questions.hpp"
#include "tests/driver/sweep/sweeps.hpp"

/// Runs on maps of theory.
namespace polesweep::sweep::test_marks {
namespace {

/// The mark begins at line 25.
const std::string map = head + task_at_5 + poles_at_9 + learner_at_14 + "[[theory]]\nformula = 'p1.f'\nlabel = 'map'\nc = 0.5\nd = 0.1\n" +
                        "x = { linspace = [0.1, 0.9], count = 9 }\ny = { linspace = [0.0, 0.9], count = 10 }\n";
const std::string mark = "[[mark]]\ntheory = 'map'\nx = 'poles.radius'\ny = 'nmse'\n";

std::string after_place(const std::string& message) { return message.substr(message.find("mark")); }

TEST(Marks, are_read_with_a_term_for_each_axis_and_the_points_they_choose) {
  const Sweep sweep = parse(map + mark + "poles.count = [4, 8]\n");
  ASSERT_EQ(sweep.marks.size(), 1U);
  EXPECT_EQ(sweep.marks[0].question.fields, (FieldValues{{"theory", "map"}, {"x", "poles.radius"}, {"y", "nmse"}}));
  EXPECT_EQ(sweep.marks[0].question.conditions, (std::vector<analysis::PointCondition>{{"poles.count", {"4", "8"}}}));
  const std::string text = resolved_text(sweep);
  const Sweep again = parse(text);
  EXPECT_EQ(resolved_text(again), text);
  ASSERT_EQ(again.marks.size(), 1U);
  EXPECT_EQ(again.marks[0].question, sweep.marks[0].question);
}

TEST(Marks, may_stand_at_a_number) {
  const Sweep sweep = parse(map + "[[mark]]\ntheory = 'map'\nx = 0.5\ny = 1\n");
  ASSERT_EQ(sweep.marks.size(), 1U);
  EXPECT_EQ(sweep.marks[0].question.fields, (FieldValues{{"theory", "map"}, {"x", "0.5"}, {"y", "1"}}));
  EXPECT_EQ(parse(resolved_text(sweep)).marks.at(0).question, sweep.marks[0].question);
  EXPECT_EQ(after_place(error_of(map + "[[mark]]\ntheory = 'map'\nx = [0.5]\ny = 1\n")), "mark.x: got a list (must be a text)");
}

TEST(Marks, need_a_map_that_is_there) {
  EXPECT_EQ(after_place(error_of(map + "[[mark]]\nx = 'risk'\ny = 'nmse'\n")),
            "mark.theory: missing (label or formula of the [[theory]] table whose map the runs are drawn on)");
  EXPECT_EQ(after_place(error_of(map + "[[mark]]\ntheory = 1\n")), "mark.theory: got 1 (must be a text)");
  EXPECT_EQ(after_place(error_of(map + "[[mark]]\ntheory = 'mab'\n")),
            "mark.theory: no [[theory]] table is called 'mab' (tables: map). Did you mean 'map'?");
  const std::string lines = "[[theory]]\nformula = 'p1.f'\nlabel = 'lines'\nc = 0.5\nd = 0.1\n";
  const std::string no_map = "mark.theory: 'lines' is no map (needs two axes of numbers, each of at least 9 values, and no other)";
  const std::string nine = " = { linspace = [0.1, 0.9], count = 9 }\n";
  for (const std::string& axes :
       {"x" + nine + "y = 0.5\n", "x" + nine + "y = [0.1, 0.2]\n", "x" + nine + "y" + nine + "zip = [['x', 'y']]\n"})
    EXPECT_EQ(after_place(error_of(map + lines + axes + "[[mark]]\ntheory = 'lines'\n")), no_map) << axes;
}

TEST(Marks, need_a_known_number_of_runs_along_both_axes) {
  EXPECT_EQ(after_place(error_of(map + "[[mark]]\ntheory = 'map'\nx = 'risk'\n")),
            "mark.y: missing (what runs have along this axis: a number, a field of the point, or a quantity)");
  EXPECT_EQ(after_place(error_of(map + "[[mark]]\ntheory = 'map'\nx = 'risk'\ny = 'mode_a'\n")),
            "mark.y: 'mode_a' is not measured. Add it to [measure] metrics?");
  EXPECT_EQ(after_place(error_of(map + "[[mark]]\ntheory = 'map'\nx = 'risk@7'\ny = 'nmse'\n")),
            "mark.x: @7 is none of the sweep's lengths");
  EXPECT_EQ(after_place(error_of(map + "[[mark]]\ntheory = 'map'\nx = 'poles.kind'\ny = 'nmse'\n")), "mark.x: poles.kind is no number");
  EXPECT_NE(error_of(map + mark + "s = 'risk'\n").find("mark"), std::string::npos);
}

TEST(Marks, choose_points_that_there_are) {
  data::DataFiles files;
  const Grid grid(parse(map + mark + "poles.count = 77\n"), files);
  try {
    check_points(grid, list_points(grid), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(after_place(error.what()), "mark.poles.count: no point of the sweep has '77' (they have: 4)");
  }
}

}  // namespace
}  // namespace polesweep::sweep::test_marks
