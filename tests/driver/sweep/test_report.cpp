#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "driver/sweep/report.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

const std::string text = head + task_at_5 + "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [1, 2]\nradius = 0.9\n" +
                         "[[learner]]\nlabel = 'mine'\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.1, 0.2, 0.2] }\n"
                         "[[exclude]]\npoles.count = 2\nlearner.readout.step_size = 0.1\n";

PlanReport report(const ReportRequest& request) {
  data::DataFiles files;
  const Grid grid(parse(text), files);
  const PointList list = list_points(grid);
  Costs costs(grid, [](const Point&) { return RunCost{1, 1, 15, 0, 20, 1000, 0, 3}; });
  // So small that every learner is a unit: 1740 operations for one seed.
  const UnitList units = cut_units(grid, list, costs, 1);
  return make_report(grid, list, units, costs, request);
}

TEST(SeedsNeeded, is_the_smallest_number_whose_maximum_bounds_the_quantile) {
  EXPECT_EQ(seeds_needed({0.95, 0.1}), 29);  // 0.9^29 = 0.047, 0.9^28 = 0.052
  EXPECT_EQ(seeds_needed({0.95, 0.05}), 59);
  EXPECT_EQ(seeds_needed({0.99, 0.01}), 459);
  EXPECT_EQ(seeds_needed({0.75, 0.5}), 2);  // exactly, and so is the next, whose logarithms are a bit off
  EXPECT_EQ(seeds_needed({0.51, 0.3}), 2);
}

TEST(WallSeconds, of_units_handed_out_longest_first) {
  UnitList units;
  for (const double operations : {7.0, 5.0, 4.0, 3.0}) units.units.push_back({0, 0, 0, 0, operations});
  EXPECT_EQ(wall_seconds(units, 1, 1), 19);
  EXPECT_EQ(wall_seconds(units, 2, 1), 10);  // 7 + 3 beside 5 + 4
  EXPECT_EQ(wall_seconds(units, 2, 2), 5);
  EXPECT_EQ(wall_seconds(units, 8, 1), 7);
}

TEST(Report, counts) {
  const PlanReport plan = report({2, 10.0, {}});
  EXPECT_EQ(plan.combinations, 6u);
  EXPECT_EQ(plan.exclusions.front().points, 1u);
  EXPECT_EQ(plan.duplicates, 2u);
  EXPECT_EQ(plan.points, 3u);
  EXPECT_EQ(plan.runs, 6u);
  EXPECT_EQ(plan.units, 3u);
  EXPECT_EQ(plan.longest_unit_operations, 2 * 1740.0);
  EXPECT_EQ(plan.memory_bytes, 2 * 1000.0);
  EXPECT_EQ(plan.result_bytes, 6 * (200.0 + 8 * 3 * 2));
  EXPECT_EQ(plan.free_bytes, 2 * plan.result_bytes);
  EXPECT_EQ(plan.prediction->wall_seconds, 2 * 348.0);
  EXPECT_EQ(plan.prediction->longest_unit_seconds, 348.0);
  EXPECT_DOUBLE_EQ(plan.prediction->core_hours, 3 * 348.0 / 3600);
}

TEST(Report, as_text) {
  PlanReport plan = report({2, 10.0, {"windows overlap by 25 %"}});
  EXPECT_EQ(plan.first_points.size(), 2u);
  EXPECT_EQ(plan.last_points.size(), 1u);
  plan.first_points = {"first"};
  plan.last_points = {"last"};
  EXPECT_EQ(report_text(plan), R"(sweep          test
  [[task]]     3 points  linear_teacher  (s.toml:5:1)
  [[poles]]    3 points  diagonal, ring  (s.toml:9:1)
  [[learner]]  3 points  mine  (s.toml:14:1)
combinations   6
  [[exclude]]  1 points dropped  (s.toml:18:1)
  duplicates   2 dropped
points         3
runs           6 (2 seeds each, 2 lengths from 10 to 100)
units          3, the longest of 3.48e+03 operations
operations     1.04e+04 instead of 1.15e+04
  lengths      1.1x by reading all lengths off one run
  states       1x by one trajectory for all readouts on the same poles
  data         1x by producing the data of a task once per unit
core-hours     0.29
wall time      11.6 min on 2 ranks, the longest unit 5.8 min
memory         1.95 KiB per rank, 180 B more on rank 0
results        1.45 KiB, 2.91 KiB free while they are written
seeds needed   29 for an upper bound of the 0.9 quantile at 0.95 confidence; there are 2
first point    first
last point     last
note           windows overlap by 25 %
)");
}

TEST(Report, first_points_show_id_and_fields) {
  const std::string line = report({}).first_points.front();
  EXPECT_EQ(line.substr(32, 34), " core@2 learner.readout.kind=lms@1");
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

TEST(Report, as_json_holds_the_same) {
  const PlanReport plan = report({2, 10.0, {"a note"}});
  const nlohmann::json json = nlohmann::json::parse(report_json(plan));
  EXPECT_EQ(json["points"], 3);
  EXPECT_EQ(json["tables"][2]["title"], "mine");
  EXPECT_EQ(json["tables"][2]["points"], 3);
  EXPECT_EQ(json["exclusions"][0]["place"], "s.toml:18:1");
  EXPECT_EQ(json["operations"]["data_fused"], plan.savings.data);
  EXPECT_EQ(json["wall_seconds"], 696.0);
  EXPECT_EQ(json["seeds_needed"], 29);
  EXPECT_EQ(json["notes"][0], "a note");
  EXPECT_FALSE(nlohmann::json::parse(report_json(report({}))).contains("wall_seconds"));
}

}  // namespace
}  // namespace polesweep::sweep
