#include "analysis/stored_points.hpp"

#include <gtest/gtest.h>

#include "core/results/point_columns.hpp"

namespace polesweep::analysis {
namespace {

using Complexes = std::vector<Complex>;

/// Members of different kinds, whose fields share columns.
const std::vector<Point> points = {
    {{"linear_teacher", {{"poles", Complexes{{0.5, -0.3}, {-1e-05, 0.25}}}, {"gains", Complexes{1.0, {0, 2}}}, {"complex", true}}},
     {"diagonal", {{"input_weights", std::string("ones")}}},
     {"ring", {{"count", std::int64_t{8}}, {"radius", 0.1 + 0.2}}},
     {"fixed", {}},
     {"lms", {{"step_size", 1.0 / 3}}}},
    {{"data_aligned", {{"m", std::vector<double>{1.2, -1e-300}}, {"w", std::vector<double>{0.9, 0.5}}, {"inputs", std::int64_t{4}}}},
     {"dense", {}},
     {"aligned", {{"a", std::vector<double>{1, 2}}, {"b", std::vector<double>{3, 4}}, {"w", std::vector<double>{0.1, 0.2}}}},
     {"rflo", {{"feedback", std::string("aligned")}}},
     {"gradient", {}},
     {"sgd", {{"step_size", 0.02}}},
     {"episodes", {{"length", std::int64_t{60}}, {"expected", true}}}}};

results::Group stored() {
  results::PointColumns columns;
  for (std::uint64_t i = 0; i < points.size(); ++i)
    columns.add({0, i}, 0, {.point = points[i], .label = "", .tuned = "", .evaluation = {}, .operations = {}, .baseline = std::nullopt});
  return {.name = "", .attributes = {}, .dimensions = {{"point", points.size()}}, .variables = columns.take(), .groups = {}};
}

TEST(StoredPoints, are_the_points_that_were_run) {
  const results::Group root = stored();
  const StoredPoints found(root);
  for (std::size_t p = 0; p < points.size(); ++p) {
    const Point point = found.at(p).value();
    EXPECT_EQ(point.task, points[p].task);
    EXPECT_EQ(point.network, points[p].network);
    EXPECT_EQ(point.poles, points[p].poles);
    EXPECT_EQ(point.recurrent, points[p].recurrent);
    EXPECT_EQ(point.readout, points[p].readout);
    EXPECT_EQ(point.optimizer, points[p].optimizer);
    EXPECT_EQ(point.regime, points[p].regime);
  }
}

TEST(StoredPoints, are_none_where_a_member_is_unknown_or_a_field_is_missing) {
  for (const char* column : {"poles_radius", "task_kind", "learner_readout_step_size"}) {
    results::Group root = stored();
    std::erase_if(root.variables, [&](const results::Variable& variable) { return variable.name == column; });
    EXPECT_FALSE(StoredPoints(root).at(0)) << column;
  }
  results::Group root = stored();
  for (results::Variable& variable : root.variables)
    if (variable.name == "poles_kind") std::get<std::vector<std::string>>(variable.values)[0] = "spiral";
  EXPECT_FALSE(StoredPoints(root).at(0));
  EXPECT_TRUE(StoredPoints(root).at(1));
}

}  // namespace
}  // namespace polesweep::analysis
