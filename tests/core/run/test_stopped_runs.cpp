#include <gtest/gtest.h>

#include "core/run/run.hpp"
#include "tests/core/run/group_of.hpp"
#include "tests/core/run/keeper.hpp"

/// What comes before the first sample of a run, and after its last one, can be stopped as well.
namespace polesweep::test_stopped_runs {
namespace {

RunGroup of_books(std::int64_t test, const std::string& evaluation = "holdout") {
  const Member task{"simulated_book", {{"horizon", std::int64_t{1}}}};
  const Member poles{"ring", {{"count", std::int64_t{2}}, {"radius", 0.5}}};
  return group_of({{task, {"diagonal", {}}, poles, {"fixed", {}}, {"rls", {}}}}, 2, {{10, 50}, {"nmse"}, {evaluation, test}, {}, {}});
}

// Of the test's own samples, where they have no variance in closed form: as many hours as the test takes.
TEST(StoppedRuns, end_while_the_trivial_risk_is_measured) {
  constexpr std::int64_t hours = std::int64_t{1} << 50;
  RunGroup group = of_books(hours);
  Keeper keeper(2);
  group.keeper = &keeper;
  EXPECT_TRUE(compute(group, {}, kernels()).empty());
  EXPECT_EQ(keeper.breaks, 3);
  EXPECT_TRUE(keeper.states.empty());
}

// What was saved before is neither lost nor replaced by nothing.
TEST(StoppedRuns, that_go_on_know_their_trivial_risk) {
  RunGroup group = of_books(600);
  const auto whole = by_key(compute(group, {}, kernels()));
  std::vector<RunState> states;
  for (std::int64_t breaks = 1; states.empty() || states.front().position == 0; ++breaks) {
    Keeper keeper(breaks);
    group.keeper = &keeper;
    compute(group, {}, kernels());
    states = keeper.states;
  }
  ASSERT_EQ(states.size(), 2u);
  give(group, states);
  Keeper again(0);  // at the first break
  group.keeper = &again;
  compute(group, {}, kernels());
  EXPECT_EQ(again.states.size(), 2u);
  Keeper last(no_stop);
  group.keeper = &last;
  expect_same(by_key(compute(group, {}, kernels())), whole, "stopped");
}

}  // namespace
}  // namespace polesweep::test_stopped_runs
