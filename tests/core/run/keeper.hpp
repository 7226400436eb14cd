#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "core/run/run.hpp"

/// What tests of runs that are saved and go on have in common.
namespace polesweep {

/// Looks at the first break, stops after so many, and holds what it was given.
class Keeper final : public StateKeeper {
 public:
  explicit Keeper(std::int64_t most_breaks) : most_(most_breaks) {}
  bool is_due() override { return breaks++ == 0; }
  bool must_stop() override { return breaks > most_; }
  void keep(std::vector<RunState>&& in_progress) override {
    if (states.empty() && !in_progress.empty()) first_position = in_progress.front().position;
    states = std::move(in_progress);
  }
  bool wants_end(std::size_t) override { return true; }
  void keep_end(RunState&& state) override { ends.push_back(std::move(state)); }

  std::vector<RunState> states;
  std::vector<RunState> ends;
  std::int64_t breaks = 0;
  std::int64_t first_position = -1;

 private:
  std::int64_t most_;
};

inline constexpr std::int64_t no_stop = std::int64_t{1} << 60;

inline std::map<RecordKey, RunRecord> by_key(const std::vector<RunRecord>& records) {
  std::map<RecordKey, RunRecord> map;
  for (const RunRecord& record : records) map[record.key] = record;
  return map;
}

inline void give(RunGroup& group, const std::vector<RunState>& states) {
  group.states.resize(group.wanted.size());
  for (const RunState& state : states)
    group.states[state.key.point.low * group.seeds.size() + state.key.seed] = std::make_shared<RunState>(state);
}

inline void expect_same(const std::map<RecordKey, RunRecord>& a, const std::map<RecordKey, RunRecord>& b, const char* name) {
  ASSERT_EQ(a.size(), b.size()) << name;
  for (const auto& [key, record] : a)
    EXPECT_TRUE(same_data(record, b.at(key))) << name << ": point " << key.point.low << ", seed " << key.seed;
}

}  // namespace polesweep
