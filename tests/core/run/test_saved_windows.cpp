#include <gtest/gtest.h>

#include "core/run/cost.hpp"
#include "core/run/run.hpp"
#include "core/run/setup.hpp"
#include "tests/core/all_kernels.hpp"
#include "tests/core/run/group_of.hpp"
#include "tests/core/run/keeper.hpp"

/// Truncated backpropagation over more samples than a run has: it takes the memory of these alone, and its states fit longer runs.
namespace polesweep::test_saved_windows {
namespace {

constexpr std::int64_t endless = std::int64_t{1} << 40;

Point truncated(std::int64_t truncation, std::int64_t every, const char* window, const char* network, const Member& regime) {
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{0.75, 0.8}},
                     {"gains", std::vector<Complex>{1.0, 1.0}},
                     {"noise", 0.1},
                     {"washout", std::int64_t{20}}}};
  return {task,
          {network, {}},
          {"random", {{"count", std::int64_t{5}}, {"radius", 0.8}}},
          {"tbptt", {{"truncation", truncation}, {"update_every", every}, {"window", std::string(window)}}},
          {"gradient", {}},
          {"sgd", {{"step_size", 0.003}}},
          regime};
}

const Member stream{"stream", {}};

/// Truncations that are filled early, late, in longer runs only, and never; updates that come often and never.
RunGroup example(std::int64_t never) {
  std::vector<Point> points;
  for (const char* network : {"diagonal", "dense"})
    for (const char* window : {"stored", "replay"}) {
      for (const std::int64_t truncation : {std::int64_t{5}, std::int64_t{70}, std::int64_t{150}, never})
        points.push_back(truncated(truncation, 1, window, network, stream));
      points.push_back(truncated(150, 120, window, network, stream));
      points.push_back(truncated(never, 90, window, network, stream));
      points.push_back(truncated(never, never, window, network, stream));
    }
  return group_of(points, 3, {{10, 77, 300}, {"nmse"}, {"exact", 0}, {}, {}});
}

TEST(SavedWindows, as_long_as_the_run_and_endless_ones_are_one) {
  const auto endless_runs = by_key(compute(example(endless), {}, kernels()));
  expect_same(endless_runs, by_key(compute(example(300), {}, kernels())), "stream");
  for (const Member& regime :
       {Member{"repeat", {{"passes", std::int64_t{3}}}}, Member{"episodes", {{"batch", std::int64_t{2}}, {"length", std::int64_t{30}}}}}) {
    std::vector<RunGroup> groups;
    for (const std::int64_t truncation : {std::int64_t{77}, endless})
      groups.push_back(
          group_of({truncated(truncation, 1, "stored", "diagonal", regime), truncated(truncation, 1, "replay", "dense", regime)}, 3,
                   {{10, 77}, {"nmse"}, {"exact", 0}, {1, 2, 5}, {}}));
    expect_same(by_key(compute(groups[1], {}, kernels())), by_key(compute(groups[0], {}, kernels())), regime.kind.c_str());
  }
}

TEST(SavedWindows, go_on_in_longer_runs_and_after_stops) {
  RunGroup group = example(endless);
  const auto whole = by_key(compute(group, {}, kernels()));
  group.measurement.lengths = {10, 77};
  Keeper first(no_stop);
  group.keeper = &first;
  compute(group, {}, kernels());
  ASSERT_EQ(first.ends.size(), group.wanted.size());
  Keeper stopped(2);
  group.keeper = &stopped;
  compute(group, {}, kernels());
  ASSERT_FALSE(stopped.states.empty());
  for (const KernelSet* set : all_kernels())
    for (const std::vector<RunState>& states : {first.ends, stopped.states}) {
      group.measurement.lengths = {10, 77, 300};
      group.states.clear();
      give(group, states);
      Keeper second(no_stop);
      group.keeper = &second;
      expect_same(by_key(compute(group, {}, *set)), whole, set->name);
    }
}

// A run that has come further than it is now asked for.
TEST(SavedWindows, go_on_in_shorter_runs) {
  RunGroup group = example(endless);
  group.measurement.lengths = {200, 300};
  std::vector<RunState> states;
  for (std::int64_t breaks = 1; states.empty() || states.front().position <= 200; ++breaks) {
    Keeper keeper(breaks);
    group.keeper = &keeper;
    compute(group, {}, kernels());
    states = keeper.states;
    ASSERT_FALSE(states.empty());
  }
  group.keeper = nullptr;
  group.measurement.lengths = {200};
  const auto whole = by_key(compute(group, {}, kernels()));
  ASSERT_TRUE(continues(states.front(), group.measurement, RegimeKind::stream));
  give(group, states);
  expect_same(by_key(compute(group, {}, kernels())), whole, "shorter");
}

TEST(SavedWindows, a_count_that_somebody_else_wrote_is_refused) {
  RunGroup group = group_of({truncated(150, 1, "stored", "dense", stream)}, 1, {{10, 77}, {"nmse"}, {"exact", 0}, {}, {}});
  Keeper first(no_stop);
  group.keeper = &first;
  compute(group, {}, kernels());
  ASSERT_EQ(first.ends.size(), 1);
  group.keeper = nullptr;
  group.measurement.lengths = {10, 77, 100};
  const std::vector<double> numbers = first.ends.front().learner;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != 77) continue;
    for (const double count : {1e300, -1e300, 76.0, 78.0, std::numeric_limits<double>::quiet_NaN()}) {
      RunState state = first.ends.front();
      state.learner[i] = count;
      give(group, {state});
      EXPECT_ANY_THROW(compute(group, {}, kernels())) << i << ' ' << count;
    }
    return;  // the first such number is the one that counts the ring
  }
  FAIL();
}

TEST(SavedWindows, plans_count_the_samples_of_a_run) {
  const Setups setups;
  const auto cost = [&](std::int64_t truncation, std::vector<std::int64_t> lengths) {
    return run_cost(setups.of(truncated(truncation, 1, "stored", "dense", stream)), {std::move(lengths), {"nmse"}, {"exact", 0}, {}, {}});
  };
  EXPECT_EQ(cost(endless, {10, 77}).bytes, cost(77, {10, 77}).bytes);
  EXPECT_EQ(cost(endless, {10, 77}).state_bytes, cost(77, {10, 77}).state_bytes);
  EXPECT_GT(cost(endless, {10, 78}).bytes, cost(77, {10, 78}).bytes);
  EXPECT_EQ(cost(70, {10, 100}).state_bytes, cost(70, {10, 77}).state_bytes);
}

}  // namespace
}  // namespace polesweep::test_saved_windows
