#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "driver/sweep/units.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

/// Per sample: 10 for the data, 5 for a state, 1 for a learner; 100 per test, 20 per measurement. Lengths are 10 and 100. Nothing is paid
/// for a run or a block by itself.
RunCost plain(const Point& point) {
  return {.data = 10,
          .state = 5.0 * static_cast<double>(std::get<std::int64_t>(point.poles.fields.at("count"))),
          .learner = 1,
          .test = 100,
          .measurement = 20,
          .bytes = 8,
          .state_bytes = 8,
          .extent = {100, 2},
          .drawn = 100,
          .advanced = 100};
}

/// Learners of 10040 operations for one seed, which outweigh the 1600 that they share with one pole.
RunCost heavy(const Point& point) {
  RunCost cost = plain(point);
  cost.learner = 100;
  return cost;
}

struct Cut {
  Grid grid;
  PointList list;
  UnitList units;
};

std::unique_ptr<Cut> cut(const std::string& text, const UnitBounds& bounds, std::vector<std::string> options = {},
                         CostFunction cost = plain) {
  data::DataFiles files;
  auto result = std::unique_ptr<Cut>(new Cut{Grid(parse(text, std::move(options)), files), {}, {}});
  result->list = list_points(result->grid);
  Costs costs(result->grid, std::move(cost));
  result->units = cut_units(result->grid, result->list, costs, bounds);
  return result;
}

/// Every run in exactly one unit.
void expect_all_runs_once(const Cut& cut) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> runs;
  std::size_t count = 0;
  for (const Unit& unit : cut.units.units)
    for (const std::uint32_t point : cut.units.points(unit))
      for (std::uint32_t seed = unit.first_seed; seed < unit.first_seed + unit.seeds; ++seed, ++count) runs.emplace(point, seed);
  EXPECT_EQ(runs.size(), count);
  EXPECT_EQ(count, cut.list.points.size() * cut.grid.sweep().seeds.size());
}

const std::string two_groups = head + task_at_5 + "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [1, 2]\nradius = 0.9\n" +
                               "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.1, 0.2, 0.3, 0.4] }\n";

// One seed of a group: data 10 x 100, states 5 x count x 100 + 100, four learners of 100 + 2 x 20. Together 1000 + 600 + 560 with one pole
// and 1000 + 1100 + 560 with two.
TEST(Units, small_groups_share_a_unit) {
  const auto result = cut(two_groups, {.operations = 1e9});
  ASSERT_EQ(result->units.units.size(), 1u);
  const Unit& unit = result->units.units.front();
  EXPECT_EQ(unit.points, 8u);
  EXPECT_EQ(unit.seeds, 2u);
  EXPECT_EQ(unit.operations, 2 * (2160.0 + 2660));
}

TEST(Units, what_sharing_saves_is_counted) {
  const Savings savings = cut(two_groups, {.operations = 1e9})->units.savings;
  // 4 points of each group and 2 seeds; all samples of both lengths: 110.
  EXPECT_EQ(savings.separate, 2 * 4 * ((10 + 5 + 1) * 110.0 + 2 * 120 + (10 + 10 + 1) * 110.0 + 2 * 120));
  EXPECT_EQ(savings.lengths, 2 * 4 * ((10 + 5) * 100.0 + 100 + 140 + (10 + 10) * 100.0 + 100 + 140));
  EXPECT_EQ(savings.fused, 2 * (2160.0 + 2660));
}

/// What is paid for each run, and for eight seeds of each group and point.
RunCost with_overhead(const Point& point) {
  RunCost cost = plain(point);
  cost.once = 3;
  cost.block = 500;
  cost.ground = 7000;
  return cost;
}

TEST(Units, pay_for_runs_and_blocks_however_short_they_are) {
  const auto plainly = cut(two_groups, {}, {"seeds=9"})->units;
  const auto fully = cut(two_groups, {}, {"seeds=9"}, with_overhead)->units;
  ASSERT_EQ(fully.units.size(), 1u);
  const double runs = 9 * 8 * 3;
  const double blocks = 2 * (2 * 7000 + 8 * 500);
  EXPECT_EQ(fully.units.front().operations, plainly.units.front().operations + runs + blocks);
  EXPECT_EQ(fully.savings.fused, plainly.savings.fused + runs + blocks);
  EXPECT_EQ(fully.savings.lengths, plainly.savings.lengths + runs + 2 * 8 * 7500);
  EXPECT_EQ(fully.savings.separate, plainly.savings.separate + 2 * (runs + 2 * 8 * 7500));
}

// A learner that trains its network has no states to share, and a stretch of such learners does not pay for them.
RunCost training_or_fixed(const Point& point) {
  RunCost cost = heavy(point);
  if (std::get<double>(point.readout.fields.at("step_size")) > 0.25) cost.state = cost.test = 0;
  return cost;
}

TEST(Units, sharing_never_costs) {
  const auto result = cut(two_groups, {.operations = 1}, {"seeds=8"}, training_or_fixed);
  expect_all_runs_once(*result);
  EXPECT_EQ(result->units.units.size(), 8u);
  EXPECT_EQ(result->units.savings.fused, result->units.savings.lengths);
}

TEST(Units, are_bounded_by_their_runs) {
  const auto result = cut(two_groups, {.runs = 8}, {"seeds=8"}, heavy);
  expect_all_runs_once(*result);
  EXPECT_EQ(result->units.units.size(), 8u);  // of eight seeds each
  EXPECT_EQ(cut(two_groups, {.runs = 32}, {"seeds=8"})->units.units.size(), 2u);
  EXPECT_EQ(cut(two_groups, {.runs = 64}, {"seeds=8"})->units.units.size(), 1u);
  EXPECT_EQ(cut(two_groups, {.runs = 64}, {"seeds=20"})->units.units.size(), 4u);
}

TEST(Units, are_bounded_by_what_is_in_memory_together) {
  RunCost cost;
  cost.bytes = 8;
  cost.extent.marks = 2;
  const double learner = 8 * (cost.bytes + record_bytes(cost));
  // Two of the four learners of a group at a time, though they share more than they do.
  const auto result = cut(two_groups, {.bytes = 2 * learner}, {"seeds=8"});
  expect_all_runs_once(*result);
  EXPECT_EQ(result->units.units.size(), 4u);
  // Groups come one after another.
  EXPECT_EQ(cut(two_groups, {.bytes = 4 * learner}, {"seeds=8"})->units.units.size(), 1u);
}

// 160,000 runs of a hundred samples: more than one rank has work, and no unit is so small that handing it out would count.
TEST(Units, of_many_short_runs_keep_many_ranks_busy) {
  const std::string many =
      head + task_at_5 + "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = 4\nradius = { linspace = [0.5, 0.95], count = 2000 }\n" +
      "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = { linspace = [0.1, 0.2], count = 20 } }\n";
  const auto result = cut(many, {}, {"seeds=4"}, with_overhead);
  expect_all_runs_once(*result);
  EXPECT_GE(result->units.units.size(), 32u);
  for (const Unit& unit : result->units.units) EXPECT_LE(unit.points * unit.seeds, 4096u);
  EXPECT_LE(result->units.units.size(), 64u);
}

TEST(Units, where_settings_race_half_of_the_seeds_fill_a_block) {
  const auto result = cut(two_groups + "tune = { fields = ['readout.step_size'], race = {} }\n", {.operations = 22'000}, {"seeds=40"});
  expect_all_runs_once(*result);
  std::multiset<std::uint32_t> seeds;
  for (const Unit& unit : result->units.units) seeds.insert(unit.seeds);
  EXPECT_EQ(seeds, (std::multiset<std::uint32_t>{8, 8, 16, 16, 16, 16}));
}

TEST(Units, groups_are_cut_by_seeds_in_eights) {
  const auto result = cut(two_groups, {.operations = 43'000}, {"seeds=20"});
  expect_all_runs_once(*result);
  // Eight seeds of a group are 17280 and 21280 operations: two times eight fit.
  std::multiset<std::uint32_t> seeds;
  for (const Unit& unit : result->units.units) {
    EXPECT_EQ(unit.points, 4u);
    EXPECT_EQ(unit.first_seed % 8, 0u);
    seeds.insert(unit.seeds);
  }
  EXPECT_EQ(seeds, (std::multiset<std::uint32_t>{4, 4, 16, 16}));
}

TEST(Units, large_groups_are_cut_by_learners) {
  const auto result = cut(two_groups, {.operations = 8 * (1600 + 2 * 10040)}, {"seeds=8", "poles.0.count=1"}, heavy);
  expect_all_runs_once(*result);
  ASSERT_EQ(result->units.units.size(), 2u);
  for (const Unit& unit : result->units.units) {
    EXPECT_EQ(unit.points, 2u);
    EXPECT_EQ(unit.operations, 8 * (1600.0 + 2 * 10040));
  }
}

TEST(Units, a_single_learner_is_a_unit_however_large) {
  const auto result = cut(two_groups, {.operations = 1}, {"seeds=9"}, heavy);
  expect_all_runs_once(*result);
  EXPECT_EQ(result->units.units.size(), 8u * 2);
}

// 12 learners of 140 outweigh the 1600 that they share; the other four would repeat it for less.
TEST(Units, learners_are_not_cut_before_their_work_outweighs_what_they_share) {
  const auto result = cut(two_groups, {.operations = 1},
                          {"seeds=8", "poles.0.count=1", "learner.0.readout.step_size={ linspace = [0.1, 1.6], count = 16 }"});
  expect_all_runs_once(*result);
  ASSERT_EQ(result->units.units.size(), 2u);
  EXPECT_EQ(result->units.units.front().points, 12u);
}

TEST(Units, come_longest_first) {
  const auto result = cut(two_groups, {.operations = 10'000}, {"seeds=20"});
  expect_all_runs_once(*result);
  for (std::size_t i = 1; i < result->units.units.size(); ++i)
    EXPECT_GE(result->units.units[i - 1].operations, result->units.units[i].operations);
}

TEST(Units, excluded_points_are_in_none) {
  const auto result =
      cut(two_groups + "[[exclude]]\npoles.count = 2\nlearner.readout.step_size = [0.1, 0.3]\n", {.operations = 5000}, {"seeds=3"});
  expect_all_runs_once(*result);
  EXPECT_EQ(result->list.points.size(), 6u);
}

TEST(Costs, are_asked_once_for_each_shape) {
  data::DataFiles files;
  const Grid grid(parse(two_groups), files);
  int asked = 0;
  Costs costs(grid, [&](const Point& point) {
    ++asked;
    return plain(point);
  });
  cut_units(grid, list_points(grid), costs);
  EXPECT_EQ(asked, 2);
}

}  // namespace
}  // namespace polesweep::sweep
