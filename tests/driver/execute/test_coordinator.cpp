#include "driver/execute/coordinator.hpp"

#include <gtest/gtest.h>

#include <set>

#include "driver/execute/preparation.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

class CoordinatorTest : public testing::Test {
 protected:
  CoordinatorTest()
      : preparation_(write_file(folder_.path() / "s.toml", example_sweep), {}), stored_(preparation_.request()), units_(cut_small()) {}

  sweep::UnitList cut_small() { return sweep::cut_units(preparation_.grid(), preparation_.points(), preparation_.costs(), 1e5); }

  Work work() const { return {preparation_.points(), units_, stored_, preparation_.theory_units(), theory_}; }

  RunRecord record_of(std::size_t point, std::size_t seed) {
    const results::Request& request = stored_.request();
    RunRecord record;
    record.key = {request.ids[point], request.seeds[seed], request.evaluation_hashes[point]};
    record.status = Status::complete;
    record.lengths = request.lengths;
    record.risk = {1, 0.5};
    return record;
  }

  TemporaryFolder folder_;
  Preparation preparation_;
  results::ResultsBuilder stored_;
  sweep::UnitList units_;
  results::TheoryBuilder theory_{{}};
};

TEST_F(CoordinatorTest, hands_out_every_run_once) {
  Coordinator coordinator(work(), {});
  std::size_t runs = 0;
  Report report;
  std::set<std::uint32_t> seen;
  while (const auto assignment = coordinator.next(report)) {
    EXPECT_TRUE(seen.insert(assignment->unit).second);
    runs += static_cast<std::size_t>(std::count(assignment->wanted.begin(), assignment->wanted.end(), true));
    report = {.has_unit = true, .unit = assignment->unit, .complete = assignment->wanted.size(), .diverged = 0, .failed = 0, .fault = {}};
  }
  EXPECT_GT(seen.size(), 1u);
  EXPECT_EQ(runs, 120u);
  EXPECT_EQ(coordinator.standing().complete, 120u);
  EXPECT_TRUE(coordinator.all_done());
}

TEST_F(CoordinatorTest, leaves_out_what_is_stored) {
  for (std::size_t point = 0; point < 12; ++point)
    for (std::size_t seed = 0; seed < 10; ++seed)
      if (point != 3 || seed != 4) EXPECT_EQ(stored_.add(record_of(point, seed)), results::ResultsBuilder::Added::used);
  Coordinator coordinator(work(), {});
  const auto assignment = coordinator.next({});
  ASSERT_TRUE(assignment);
  EXPECT_EQ(std::count(assignment->wanted.begin(), assignment->wanted.end(), true), 1);
  EXPECT_FALSE(coordinator.next({.has_unit = true, .unit = assignment->unit, .complete = 1, .diverged = 0, .failed = 0, .fault = {}}));
}

TEST_F(CoordinatorTest, stops_after_a_fault_and_after_too_many_failures) {
  Coordinator faulty(work(), {});
  const auto first = faulty.next({});
  EXPECT_FALSE(faulty.next({.has_unit = true, .unit = first->unit, .complete = 0, .diverged = 0, .failed = 0, .fault = "disk full"}));
  EXPECT_EQ(faulty.fault(), "disk full");
  Coordinator failing(work(), {.most_failures = 2});
  const auto second = failing.next({});
  EXPECT_FALSE(failing.next({.has_unit = true, .unit = second->unit, .complete = 0, .diverged = 0, .failed = 3, .fault = {}}));
  EXPECT_TRUE(failing.too_many_failures());
}

TEST_F(CoordinatorTest, two_records_of_a_run_that_differ_are_set_aside) {
  RunRecord record = record_of(2, 2);
  EXPECT_EQ(stored_.add(record), results::ResultsBuilder::Added::used);
  EXPECT_EQ(stored_.add(record), results::ResultsBuilder::Added::duplicate);
  record.risk[1] = 0.25;
  EXPECT_EQ(stored_.add(record), results::ResultsBuilder::Added::conflict);
  EXPECT_FALSE(stored_.is_done(2, 2));
  ASSERT_EQ(stored_.conflicts().size(), 1u);
}

TEST_F(CoordinatorTest, shards_part_the_runs_among_them) {
  std::set<std::uint32_t> seen;
  std::size_t runs = 0;
  for (std::uint32_t shard = 0; shard < 3; ++shard) {
    Coordinator coordinator(work(), {.shard = shard, .shards = 3});
    while (const auto assignment = coordinator.next({})) {
      EXPECT_EQ(assignment->unit % 3, shard);
      EXPECT_TRUE(seen.insert(assignment->unit).second);
      runs += assignment->wanted.size();
    }
  }
  EXPECT_EQ(runs, 120u);
}

TEST_F(CoordinatorTest, starts_no_unit_that_cannot_finish) {
  // Units come longest first; at this speed the shortest fits and the longest does not.
  const double longest = units_.units.front().operations, shortest = units_.units.back().operations;
  ASSERT_LT(2 * shortest, longest);
  Coordinator coordinator(work(), {.operations_per_second = shortest});
  ASSERT_TRUE(coordinator.next({}, 1e9));             // a session with time for all of them
  const auto assignment = coordinator.next({}, 2.0);  // the reserve makes it 1.5 seconds
  ASSERT_TRUE(assignment);
  EXPECT_LE(1.5 * units_.units[assignment->unit].operations / shortest, 2.0);
  EXPECT_GT(coordinator.units_left(), 0u);
  EXPECT_GT(coordinator.shortest_left_out_seconds(), 2.0);
  EXPECT_FALSE(coordinator.all_done());
}

TEST_F(CoordinatorTest, begins_a_unit_that_fits_into_no_session) {
  const double shortest = units_.units.back().operations;
  Coordinator coordinator(work(), {.operations_per_second = shortest});
  const auto assignment = coordinator.next({}, 1.0);
  ASSERT_TRUE(assignment);
  EXPECT_EQ(assignment->unit, 0u);
  // It is left when the time is over, and counts as not done.
  const std::uint64_t left = coordinator.units_left();
  coordinator.stop();
  EXPECT_FALSE(coordinator.next({.has_unit = true, .unit = 0, .interrupted = true, .fault = {}}, 0));
  EXPECT_EQ(coordinator.units_left(), left + 1);
}

TEST_F(CoordinatorTest, hands_out_nothing_after_a_stop) {
  Coordinator coordinator(work(), {});
  EXPECT_TRUE(coordinator.next({}));
  coordinator.stop();
  EXPECT_FALSE(coordinator.next({}));
  EXPECT_EQ(coordinator.units_left(), units_.units.size() - 1);
}

}  // namespace
}  // namespace polesweep::execute
