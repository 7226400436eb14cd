#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

#include "driver/sweep/units.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

/// Memory that this process holds now.
double resident_mebibytes() {
  std::ifstream status("/proc/self/statm");
  double pages = 0, resident = 0;
  status >> pages >> resident;
  return resident * 4096 / 1048576;
}

/// 10^6 points: 10 tasks, 100 poles and 1000 learners, or everything in one learner table.
std::string million(bool in_one_table) {
  return head + task_at_5 + (in_one_table ? "" : "noise = { linspace = [0, 0.9], count = 10 }\n") +
         "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\n" +
         (in_one_table ? "count = 4\nradius = 0.9\n" : "count = { range = [1, 10] }\nradius = { linspace = [0.5, 0.95], count = 10 }\n") +
         "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'rls', forgetting = { linspace = [0.9, 1], count = " +
         (in_one_table ? "1000" : "20") + " }, regularization = { logspace = [1e-6, 1], count = " + (in_one_table ? "1000" : "50") +
         " } }\n";
}

class LargeSweep : public testing::TestWithParam<bool> {};

// The goal is 5 s and 200 MiB on an idle machine in an optimised build; the bounds leave room for a busy one and for sanitizers.
TEST_P(LargeSweep, a_million_points_are_planned_in_seconds) {
  const double before = resident_mebibytes();
  const auto start = std::chrono::steady_clock::now();
  data::DataFiles files;
  const Grid grid(parse(million(GetParam()), {"seeds=32"}), files);
  const double grid_mebibytes = resident_mebibytes() - before;
  const PointList list = list_points(grid);
  Costs costs(grid, [](const Point&) { return RunCost{.data = 10, .state = 5, .learner = 1, .test = 100, .measurement = 20, .bytes = 8}; });
  const UnitList units = cut_units(grid, list, costs);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double mebibytes = resident_mebibytes() - before;
  std::printf("planned in %.2f s with %.0f MiB (%.1f MiB for the grid), %zu units\n", seconds, mebibytes, grid_mebibytes,
              units.units.size());
  EXPECT_EQ(list.points.size(), 1'000'000u);
  EXPECT_LT(seconds, 30);
  EXPECT_LT(mebibytes, 200);
}

INSTANTIATE_TEST_SUITE_P(Shapes, LargeSweep, testing::Values(false, true),
                         [](const auto& test) { return test.param ? "one_table" : "three_tables"; });

}  // namespace
}  // namespace polesweep::sweep
