#include "driver/execute/coordinator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "driver/execute/preparation.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

class CoordinatorTest : public testing::Test {
 protected:
  CoordinatorTest()
      : preparation_(write_file(folder_.path() / "s.toml", example_sweep), {}), stored_(preparation_.request()), units_(cut_small()) {}

  sweep::UnitList cut_small() {
    return sweep::cut_units(preparation_.grid(), preparation_.points(), preparation_.costs(), {.operations = 1e5});
  }

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

TEST_F(CoordinatorTest, hands_out_the_seeds_that_are_asked_for_by_now) {
  double operations = 0;
  for (const sweep::Unit& unit : units_.units)
    if (unit.first_seed < 5) operations += unit.operations * std::min(unit.seeds, 5 - unit.first_seed) / unit.seeds;
  results::Request request = preparation_.request();
  request.seeds.resize(5);
  stored_ = results::ResultsBuilder(std::move(request));
  Coordinator coordinator(work(), {.in_parts = true});
  EXPECT_NEAR(coordinator.standing().operations_total, operations, 1e-9 * operations);
  EXPECT_EQ(coordinator.standing().runs, 60u);
  std::size_t runs = 0;
  Report report;
  while (const auto assignment = coordinator.next(report)) {
    for (std::size_t run = 0; run < assignment->wanted.size(); ++run) {
      const std::size_t seed = assignment->first_seed + run % assignment->seeds;
      EXPECT_EQ(assignment->wanted[run], seed < 5);
      runs += assignment->wanted[run] ? 1 : 0;
    }
    report = {.has_unit = true, .unit = assignment->unit, .complete = 0, .diverged = 0, .failed = 0, .fault = {}};
  }
  EXPECT_EQ(runs, 60u);
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

TEST_F(CoordinatorTest, looks_again_at_what_it_left_out_when_the_end_is_put_off) {
  const double shortest = units_.units.back().operations;
  Coordinator coordinator(work(), {.operations_per_second = shortest});
  ASSERT_TRUE(coordinator.next({}, 1e9));
  std::set<std::uint32_t> seen = {0};
  while (const auto assignment = coordinator.next({}, 2.0)) seen.insert(assignment->unit);
  ASSERT_GT(coordinator.shortest_left_out_seconds(), 2.0);
  ASSERT_LT(seen.size(), units_.units.size());
  EXPECT_FALSE(coordinator.next({}, 2.0));
  const std::uint64_t left = coordinator.units_left();
  EXPECT_EQ(left, units_.units.size() - seen.size());
  const auto first = coordinator.next({}, 1e9);
  ASSERT_TRUE(first);
  EXPECT_TRUE(seen.insert(first->unit).second);
  EXPECT_EQ(coordinator.units_left(), left - 1);
  while (const auto assignment = coordinator.next({}, 1e8)) EXPECT_TRUE(seen.insert(assignment->unit).second);
  EXPECT_EQ(seen.size(), units_.units.size());
  EXPECT_EQ(coordinator.units_left(), 0u);
  EXPECT_EQ(coordinator.shortest_left_out_seconds(), 0);
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

TEST_F(CoordinatorTest, knows_whose_runs_are_missing) {
  Coordinator coordinator(work(), {.shard = 1, .shards = 4});
  EXPECT_EQ(coordinator.other_shards_missing(), (std::vector<std::uint32_t>{0, 2, 3}));
  ASSERT_GT(units_.units.size(), 4u);
  // Everything of shard 2 is stored; a run of shard 3 has failed and the others are there.
  for (std::uint32_t number = 2; number < units_.units.size(); ++number)
    if (number % 4 >= 2)
      for (const std::uint32_t point : units_.points(units_.units[number]))
        for (std::uint32_t seed = 0; seed < units_.units[number].seeds; ++seed) {
          RunRecord record = record_of(point, units_.units[number].first_seed + seed);
          if (number == 3 && seed == 0) record.status = Status::failed;
          stored_.add(record);
        }
  EXPECT_EQ(coordinator.other_shards_missing(), (std::vector<std::uint32_t>{0}));
}

TEST_F(CoordinatorTest, knows_whether_it_got_further) {
  Coordinator coordinator(work(), {});
  EXPECT_FALSE(coordinator.got_further());
  const auto first = coordinator.next({});
  EXPECT_FALSE(coordinator.got_further());
  coordinator.next({.has_unit = true, .unit = first->unit, .complete = 0, .diverged = 0, .failed = 1, .fault = {}});
  EXPECT_FALSE(coordinator.got_further());  // a run that failed is tried again for ever
  coordinator.next({.has_unit = true, .unit = first->unit, .complete = 0, .diverged = 1, .failed = 0, .fault = {}});
  EXPECT_TRUE(coordinator.got_further());
}

TEST_F(CoordinatorTest, samples_of_saved_runs_of_this_shard_count) {
  const std::filesystem::path results = folder_.path() / "r.h5";
  std::filesystem::create_directories(folder_.path() / "r.h5.parts");
  SavedStates states(results);
  std::vector<RunState> saved;
  const auto save = [&](std::uint32_t unit, std::int64_t position, bool at_end = false) {
    RunState state;
    state.key = record_of(units_.points(units_.units[unit])[0], units_.units[unit].first_seed).key;
    state.position = position;
    state.at_end = at_end;
    saved.push_back(state);
    results::write_states(folder_.path() / "r.h5.parts" / "s-0.running", "s", 0, {}, saved);
    states.look(stored_);
  };
  save(1, 50);
  Work with_states = work();
  with_states.states = &states;
  Coordinator coordinator(with_states, {.shard = 1, .shards = 2});
  EXPECT_EQ(coordinator.samples_saved(), 50);
  EXPECT_FALSE(coordinator.got_further());
  save(2, 70);  // of the other shard
  EXPECT_FALSE(coordinator.got_further());
  save(3, 100, true);  // of a finished run
  EXPECT_FALSE(coordinator.got_further());
  save(1, 60);
  EXPECT_EQ(coordinator.samples_saved(), 60);
  EXPECT_TRUE(coordinator.got_further());
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
