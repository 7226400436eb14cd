#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "driver/sweep/report.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep::test_report {
namespace {

const std::string text = head + task_at_5 + "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [1, 2]\nradius = 0.9\n" +
                         "[[learner]]\nlabel = 'mine'\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.1, 0.2, 0.2] }\n"
                         "[[exclude]]\npoles.count = 2\nlearner.readout.step_size = 0.1\n";

PlanReport report(const ReportRequest& request) {
  data::DataFiles files;
  const Grid grid(parse(text), files);
  const PointList list = list_points(grid);
  Costs costs(grid, [](const Point&) {
    return RunCost{.data = 1,
                   .state = 1,
                   .learner = 15,
                   .measurement = 20,
                   .bytes = 1000,
                   .state_bytes = 8,
                   .values = 3,
                   .extent = {100, 2},
                   .drawn = 100,
                   .advanced = 100};
  });
  // So small that every learner is a unit: 1740 operations for one seed.
  const UnitList units = cut_units(grid, list, costs, {.operations = 1});
  return make_report(grid, list, units, costs, request);
}

TEST(SeedsNeeded, is_the_smallest_number_whose_maximum_bounds_the_quantile) {
  EXPECT_EQ(seeds_needed({0.95, 0.1}), 29);  // 0.9^29 = 0.047, 0.9^28 = 0.052
  EXPECT_EQ(seeds_needed({0.95, 0.05}), 59);
  EXPECT_EQ(seeds_needed({0.99, 0.01}), 459);
  EXPECT_EQ(seeds_needed({0.75, 0.5}), 2);  // exactly, and so is the next, whose logarithms are a bit off
  EXPECT_EQ(seeds_needed({0.51, 0.3}), 2);
}

const std::vector<double> seconds = {348, 300, 200};

TEST(Report, counts) {
  const PlanReport plan = report({2, seconds, {}});
  EXPECT_EQ(plan.combinations, 6u);
  EXPECT_EQ(plan.exclusions.front().points, 1u);
  EXPECT_EQ(plan.duplicates, 2u);
  EXPECT_EQ(plan.points, 3u);
  EXPECT_EQ(plan.runs, 6u);
  EXPECT_EQ(plan.units, 3u);
  EXPECT_EQ(plan.longest_unit_operations, 2 * 1740.0);
  EXPECT_EQ(plan.memory_bytes, 2 * (1000.0 + 200 + 8 * 3 * 2));
  EXPECT_EQ(plan.result_bytes, 6 * (200.0 + 8 * 3 * 2));
  EXPECT_EQ(plan.free_bytes, 2 * plan.result_bytes);
  EXPECT_NEAR(plan.prediction->wall_seconds, 500, 1e-3);  // 300 + 200 beside 348
  EXPECT_NEAR(plan.prediction->efficiency, 0.848, 1e-5);
  EXPECT_EQ(plan.prediction->longest_unit_seconds, 348.0);
  EXPECT_DOUBLE_EQ(plan.prediction->core_hours, 848.0 / 3600);
}

TEST(Report, as_text) {
  PlanReport plan = report({2, seconds, {"windows overlap by 25 %"}});
  EXPECT_EQ(plan.first_points.size(), 2u);
  EXPECT_EQ(plan.last_points.size(), 1u);
  plan.first_points = {"first"};
  plan.last_points = {"last"};
  EXPECT_EQ(report_text(plan), R"(sweep          test
  [[task]]     3 points  linear_teacher  (s.toml:5:1)
  [[poles]]    3 points  diagonal, ring  (s.toml:9:1)
  [[learner]]  3 points  mine  (s.toml:14:1)
combinations   6
  [[exclude]]  1 point dropped  (s.toml:18:1)
  duplicates   2 dropped
points         3
runs           6 (2 seeds each, 2 lengths from 10 to 100)
units          3, the longest of 3.48e+03 operations
operations     1.04e+04 instead of 1.15e+04
  lengths      1.1x by reading all lengths off one run
core-hours     0.236
wall time      8.33 min on 2 ranks, the longest unit 5.8 min
memory         2.44 KiB per rank, 180 B more on rank 0
results        1.45 KiB, 2.91 KiB free while they are written
seeds needed   6 for an interval of a median (twice as many where settings are chosen on half of them), 29 for an upper bound of the 0.9 quantile at 0.95 confidence; there are 2
first point    first
last point     last
note           windows overlap by 25 %
)");
}

TEST(Report, of_one_thing_has_no_plural) {
  PlanReport plan = report({1, seconds, {}});
  plan.tables.front().points = 1;
  plan.seeds = 1;
  const std::string text = report_text(plan);
  for (const char* one : {"1 point  linear_teacher", "1 seed each", "on 1 rank,"}) EXPECT_NE(text.find(one), std::string::npos) << one;
}

TEST(Report, says_nothing_of_sharing_that_does_not_save) {
  PlanReport plan = report({});
  plan.savings = {.separate = 100, .lengths = 100, .fused = 101};
  const std::string text = report_text(plan);
  EXPECT_EQ(text.find("0.99"), std::string::npos);
  EXPECT_EQ(text.find("lengths off one run"), std::string::npos);
  EXPECT_NE(text.find("operations     101\n"), std::string::npos);
}

TEST(Report, first_points_show_id_and_fields) {
  const std::string line = report({}).first_points.front();
  EXPECT_EQ(line.substr(32, 34), " core@2 learner.readout.kind=lms@1");
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

TEST(Report, as_json_holds_the_same) {
  const PlanReport plan = report({2, seconds, {"a note"}});
  const nlohmann::json json = nlohmann::json::parse(report_json(plan));
  EXPECT_EQ(json["points"], 3);
  EXPECT_EQ(json["tables"][2]["title"], "mine");
  EXPECT_EQ(json["tables"][2]["points"], 3);
  EXPECT_EQ(json["exclusions"][0]["place"], "s.toml:18:1");
  EXPECT_EQ(json["operations"]["states_fused"], plan.savings.fused);
  EXPECT_EQ(json["wall_seconds"], plan.prediction->wall_seconds);
  EXPECT_EQ(json["seeds_needed"], 29);
  EXPECT_EQ(json["seeds_of_median"], 6);  // 2^(1-6) = 0.031, 2^(1-5) = 0.0625
  EXPECT_EQ(json["notes"][0], "a note");
  EXPECT_FALSE(nlohmann::json::parse(report_json(report({}))).contains("wall_seconds"));
}

}  // namespace
}  // namespace polesweep::sweep::test_report
