#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/results/made_up_training.hpp"

/// Measures that are matrices, of points that differ in size.
namespace polesweep::results {
namespace {

constexpr const char* metric = "recurrent_matrix";

/// Numbers that say where they belong: 100 row + 10 i + j in row i and column j of a matrix, and half of it as imaginary part.
MeasuredSeries matrices(std::size_t rows, int size, double base) {
  MeasuredSeries series{metric, 2 * size * size, {}, size};
  for (std::size_t row = 0; row < rows; ++row)
    for (int i = 0; i < size; ++i)
      for (int j = 0; j < size; ++j) {
        const double number = base + 100 * static_cast<double>(row) + 10 * i + j;
        series.values.insert(series.values.end(), {number, number / 2});
      }
  return series;
}

int size_of(std::size_t point) { return point == 1 ? 3 : 2; }
double base_of(std::size_t point, std::size_t seed) { return 10000.0 * static_cast<double>(point) + 1000.0 * static_cast<double>(seed); }

RunRecord run(std::size_t point, std::size_t seed) {
  RunRecord record = made_up_run(point, seed);
  record.measures = {matrices(3, size_of(point), base_of(point, seed))};
  if (point > 0) record.training = {record.training.front(), matrices(point == 1 ? 6 : 2, size_of(point), base_of(point, seed) + 0.5)};
  return record;
}

Request request() { return made_up_request({0, 1}, {10, 20, 40}, {1, 4}, {metric}); }

/// Adds the runs of these points in this order.
Group built(const std::vector<std::size_t>& points) {
  ResultsBuilder builder(request());
  for (const std::size_t point : points)
    for (const std::size_t seed : {0, 1}) EXPECT_EQ(builder.add(run(point, seed)), ResultsBuilder::Added::used);
  return builder.build();
}

double number(const Group& group, const char* name, const std::vector<std::size_t>& position) {
  const Variable& variable = *group.find(name);
  std::size_t index = 0;
  for (std::size_t i = 0; i < position.size(); ++i) index = index * group.size_of(variable.dimensions[i]) + position[i];
  return std::get<std::vector<double>>(variable.values).at(index);
}

TEST(Matrices, stand_in_the_corner_of_the_largest) {
  for (const std::vector<std::size_t>& order : {std::vector<std::size_t>{0, 1, 2}, {2, 1, 0}, {1, 0, 2}}) {
    const Group root = built(order);
    const Group& training = *root.find_group("training");
    EXPECT_EQ(root.find("recurrent_matrix_re")->dimensions, (std::vector<std::string>{"point", "seed", "length", "state", "from_state"}));
    EXPECT_EQ(training.find("recurrent_matrix_im")->dimensions,
              (std::vector<std::string>{"training_point", "seed", "training_length", "iteration", "state", "from_state"}));
    EXPECT_EQ(root.size_of("state"), 3u);
    EXPECT_EQ(root.size_of("from_state"), 3u);
    for (const std::size_t point : {0, 1})
      for (const std::size_t seed : {0, 1})
        for (const std::size_t length : {0, 1, 2})
          for (const std::size_t i : {0, 1, 2})
            for (const std::size_t j : {0, 1, 2}) {
              const double re = number(root, "recurrent_matrix_re", {point, seed, length, i, j});
              const double im = number(root, "recurrent_matrix_im", {point, seed, length, i, j});
              const double wanted =
                  base_of(point, seed) + 100.0 * static_cast<double>(length) + 10.0 * static_cast<double>(i) + static_cast<double>(j);
              const auto size = static_cast<std::size_t>(size_of(point));
              if (i < size && j < size)
                EXPECT_TRUE(re == wanted && im == wanted / 2) << point << seed << length << i << j;
              else
                EXPECT_TRUE(std::isnan(re) && std::isnan(im));
            }
    // Row of iterations 1 of the second length: 2 + 1.
    EXPECT_EQ(number(training, "recurrent_matrix_re", {0, 1, 1, 1, 2, 0}), 11000.5 + 300 + 20);
    EXPECT_EQ(number(training, "recurrent_matrix_re", {1, 0, 0, 1, 1, 0}), 20000.5 + 100 + 10);
    EXPECT_TRUE(std::isnan(number(training, "recurrent_matrix_re", {1, 0, 0, 1, 1, 2})));
  }
}

TEST(Matrices, that_are_read_back_are_the_same_runs) {
  const Group root = built({0, 1, 2});
  ResultsBuilder again(request());
  int runs = 0;
  visit_runs(root, [&](const RunRecord& record) {
    EXPECT_EQ(again.add(record), ResultsBuilder::Added::used);
    ++runs;
  });
  EXPECT_EQ(runs, 6);
  for (const std::size_t point : {0, 1, 2}) {
    EXPECT_EQ(again.add(run(point, 1)), ResultsBuilder::Added::duplicate) << point;
    RunRecord other = run(point, 0);
    other.measures.front().values[point == 2 ? 0 : 5] += 1;
    EXPECT_EQ(again.add(other), ResultsBuilder::Added::conflict) << point;
  }
  // The same numbers in another shape are others.
  ResultsBuilder turned(request());
  turned.add(run(0, 0));
  RunRecord flat = run(0, 0);
  flat.measures.front().columns = 1;
  EXPECT_EQ(turned.add(flat), ResultsBuilder::Added::conflict);
}

TEST(Matrices, leave_no_room_for_states_that_no_run_has) {
  ResultsBuilder all(request());
  visit_runs(built({0, 1, 2}), [&](const RunRecord& record) {
    if (record.key.point.low != 1) all.add(record);
  });
  const Group root = all.build();
  EXPECT_EQ(root.size_of("state"), 2u);
  EXPECT_EQ(root.size_of("from_state"), 2u);
  EXPECT_EQ(number(root, "recurrent_matrix_re", {0, 1, 2, 1, 0}), 1210);
}

}  // namespace
}  // namespace polesweep::results
