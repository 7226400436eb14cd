#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.hpp"
#include "driver/sweep/points.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep::test_points {
namespace {

const std::string two_learners =
    "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.1, 0.2] }\n"
    "[[learner]]\nlabel = 'ridge'\nrecurrent = 'fixed'\nreadout = 'ridge'\n";
const std::string six_poles = "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [4, 8, 16]\nradius = [0.8, 0.9]\n";

PointList points(const std::string& text) {
  data::DataFiles files;
  return list_points(Grid(parse(head + text), files));
}

TEST(Points, are_the_sum_of_products_by_id) {
  const PointList list = points(task_at_5 + "noise = [0, 0.1]\n" + six_poles + two_learners);
  EXPECT_EQ(list.combinations, 2u * 6 * 3);
  EXPECT_EQ(list.points.size(), 36u);
  EXPECT_EQ(list.duplicates, 0u);
  EXPECT_TRUE(std::is_sorted(list.points.begin(), list.points.end(), [](const auto& a, const auto& b) { return a.id < b.id; }));
}

TEST(Points, duplicates_are_counted_and_the_first_in_the_file_stays) {
  data::DataFiles files;
  const Grid grid(parse(head + task_at_5 + six_poles + two_learners +
                        "[[learner]]\nlabel = 'again'\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.2, 0.3, 0.3] }\n"),
                  files);
  const PointList list = list_points(grid);
  EXPECT_EQ(list.points.size(), 6u * 4);
  EXPECT_EQ(list.duplicates, 6u * 2);
  int again = 0;
  for (const PlannedPoint& point : list.points) again += grid.table(point.ref, TableKind::learner).label == "again";
  EXPECT_EQ(again, 6);
}

TEST(Exclude, drops_points_that_match_every_line) {
  const PointList list = points(task_at_5 + six_poles + two_learners +
                                "[[exclude]]\npoles.count = [4, 16.0]\nlearner.readout.kind = 'lms'\n"
                                "[[exclude]]\npoles.radius = 0.9\nlearner.readout.step_size = 0.2\n");
  // 2 counts x 2 radii x 2 step sizes, then what is left of radius 0.9 and step size 0.2: count 8.
  EXPECT_EQ(list.excluded, (std::vector<std::uint64_t>{8, 1}));
  EXPECT_EQ(list.points.size(), 18u - 9);
}

TEST(Exclude, a_field_that_a_point_lacks_does_not_match_but_a_default_does) {
  EXPECT_EQ(points(task_at_5 + six_poles + two_learners + "[[exclude]]\nlearner.readout.forgetting = 1\n").excluded.front(), 0u);
  EXPECT_EQ(points(task_at_5 + "noise = [0, 1]\n" + six_poles + two_learners + "[[exclude]]\ntask.noise = 0\ntask.washout = 0\n")
                .excluded.front(),
            18u);
}

TEST(Exclude, numbers_match_by_canonical_text) {
  const std::string task = "[[task]]\nkind = 'linear_teacher'\npoles = [['0.5+0.0i'], [0.25]]\ngains = [[1]]\n";
  EXPECT_EQ(points(task + six_poles + two_learners + "[[exclude]]\ntask.poles = [[0.5]]\n").excluded.front(), 18u);
}

TEST(Exclude, must_leave_a_point) {
  try {
    points(task_at_5 + six_poles + two_learners + "[[exclude]]\ntask.kind = 'linear_teacher'\n");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "s.toml: [[exclude]] drops all of 18 points. Remove one of its tables?");
  }
}

TEST(Grid, refuses_more_points_than_a_machine_holds) {
  data::DataFiles files;
  Sweep sweep = parse(head + task_at_5 + "noise = { linspace = [0, 1], count = 100_000 }\n" + poles_at_9 + learner_at_14,
                      {"poles.0.radius={ linspace = [0.1, 1], count = 100_000 }"});
  try {
    const Grid grid(std::move(sweep), files);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "s.toml: 1e+10 points (at most 1e+08 before exclusions and duplicates). Split the sweep?");
  }
}

TEST(Grid, shapes_differ_in_everything_but_real_fields) {
  data::DataFiles files;
  const Grid grid(parse(head + task_at_5 + "noise = [0, 0.1]\n" + six_poles + two_learners), files);
  EXPECT_EQ(grid.shape({0, 0, 0}), grid.shape({1, 1, 1}));  // noise, radius and step size
  EXPECT_NE(grid.shape({0, 0, 0}), grid.shape({0, 2, 0}));  // count
  EXPECT_NE(grid.shape({0, 0, 0}), grid.shape({0, 0, 2}));  // readout
}

TEST(Grid, resolves_defaults_too) {
  data::DataFiles files;
  const Grid grid(parse(head + task_at_5 + six_poles + two_learners), files);
  const Point point = grid.resolve({0, 5, 1});
  EXPECT_EQ(point.poles.fields.at("count"), Value(std::int64_t{16}));
  EXPECT_EQ(point.poles.fields.at("radius"), Value(0.9));
  EXPECT_EQ(point.readout.fields.at("step_size"), Value(0.2));
  EXPECT_EQ(point.task.fields.at("noise"), Value(0.0));
}

}  // namespace
}  // namespace polesweep::sweep::test_points
