#include "analysis/results/point_fields.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

/// Points in an order that is neither that of tasks nor that of learners.
results::Group shuffled() {
  results::Group root = made_up_sweep({"b", "a", "b", "a", "b"}, 2, {100}, {0.5});
  root.variables.push_back({"task_noise", {"point"}, std::vector<double>{0.5, 0.1, 0.1, 0.5, 0.1}, "", "1", {}, {}});
  root.variables.push_back(
      {"learner_readout_step_size", {"point"}, std::vector<double>{0.1, std::nan(""), 0.2, std::nan(""), 0.1}, "", "1", {}, {}});
  root.variables.push_back({"poles_count", {"point"}, std::vector<std::int64_t>{8, 8, 8, 8, 8}, "", "1", {}, {}});
  return root;
}

TEST(CellsOf, points_of_one_task_and_poles_stand_together_in_order) {
  const results::Group root = shuffled();
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[0].task, "linear_teacher (noise 0.1)");
  EXPECT_EQ(cells[0].poles, "diagonal, ring");
  EXPECT_EQ(cells[0].points, (std::vector<std::size_t>{1, 4, 2}));
  ASSERT_EQ(cells[0].learners.size(), 2U);
  EXPECT_EQ(cells[0].learners[1].label, "b");
  EXPECT_EQ(cells[0].learners[1].points, (std::vector<std::size_t>{4, 2}));
  EXPECT_EQ(cells[1].points, (std::vector<std::size_t>{3, 0}));
}

TEST(PointFields, name_only_what_differs) {
  const results::Group root = shuffled();
  const PointFields fields(root);
  EXPECT_EQ(fields.differences(TableKind::learner, 2, std::vector<std::size_t>{4, 2}), "readout step_size 0.2");
  EXPECT_EQ(fields.differences(TableKind::learner, 4, std::vector<std::size_t>{4}), "");
}

TEST(PointFields, a_learner_without_label_is_called_by_its_rules) {
  const results::Group root = made_up_sweep({""}, 1, {100}, {0.5});
  EXPECT_EQ(PointFields(root).label(0), "fixed, lms");
}

TEST(PointFields, a_field_that_a_point_lacks_is_empty) {
  const results::Variable reals{"x", {"point"}, std::vector<double>{0.1, std::nan("")}, "", "", {}, {}};
  const results::Variable integers{"x", {"point"}, std::vector<std::int64_t>{8, -1}, "", "", {}, {}};
  EXPECT_EQ(PointFields::text(reals, 0), "0.1");
  EXPECT_EQ(PointFields::text(reals, 1), "");
  EXPECT_EQ(PointFields::text(integers, 0), "8");
  EXPECT_EQ(PointFields::text(integers, 1), "");
}

}  // namespace
}  // namespace polesweep::analysis
