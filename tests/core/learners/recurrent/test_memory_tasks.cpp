#include <gtest/gtest.h>

#include <algorithm>

#include "core/run/run.hpp"

/// Rules on a task that asks for memory, with networks of tanh units.
namespace polesweep {
namespace {

/// Median risk of 8 seeds after learning online.
double learned_risk(const Member& task, const Member& rule) {
  RunGroup group;
  Point point{task,
              {"dense", {{"activation", std::string("tanh")}}},
              {"random", {{"count", std::int64_t{8}}, {"radius", 0.9}}},
              rule,
              {"gradient", {}}};
  point.optimizer = {"sgd", {{"step_size", 0.02}}};
  group.points = {point};
  group.ids = {{}};
  group.seeds = {0, 1, 2, 3, 4, 5, 6, 7};
  group.wanted.assign(8, true);
  group.measurement = {{30'000}, {}, {"holdout", 2000}};
  std::vector<double> risks;
  for (const RunRecord& record : compute(group, {}, kernels())) risks.push_back(record.risk.front());
  std::sort(risks.begin(), risks.end());
  return 0.5 * (risks[3] + risks[4]);
}

Member truncated(std::int64_t samples) { return {"tbptt", {{"truncation", samples}}}; }

// What holds of one linear pole holds of tanh units too: a window must reach beyond the delay, and then does what the exact gradient does.
TEST(MemoryTasks, windows_as_short_as_a_delay_do_not_learn_it) {
  const Member delay{"delay", {{"delay", std::int64_t{4}}, {"noise", 0.1}}};
  const double exact = learned_risk(delay, {"rtrl", {}});
  EXPECT_GT(learned_risk(delay, truncated(4)) / exact, 10);
  EXPECT_NEAR(learned_risk(delay, truncated(8)) / exact, 1, 0.2);
}

}  // namespace
}  // namespace polesweep
