#include "driver/execute/races.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace polesweep::execute {
namespace {

using Lengths = std::vector<std::size_t>;

/// Three settings that race at the lengths 10, 20 and 40 (rungs 20 and 40), on seeds of which 0 and 2 choose: a risk for each, on all
/// seeds.
class Races : public testing::Test {
 protected:
  Races() : runs_(request()) { ask(); }

  static results::Request request() {
    results::Request request;
    for (std::uint64_t point = 0; point < 3; ++point) request.ids.push_back({0, point});
    request.evaluation_hashes = {0, 0, 0};
    request.races = {true, true, true};
    request.seeds = {0, 1, 2, 3};
    request.lengths = {10, 20, 40};
    return request;
  }

  void ask() { ask_of_races({{{{0, 1, 2}, {.keep = 0.34, .rungs = 2}}, {.choosing = {0, 2}, .judging = {1, 3}}}}, runs_); }

  RunRecord record(std::size_t point, std::uint64_t seed, std::size_t lengths, Status status) const {
    RunRecord record;
    record.key = {{0, point}, seed, 0};
    record.status = status;
    record.trivial_risk = 1;
    record.lengths = request().lengths;
    record.lengths.resize(lengths);
    record.risk.assign(risks_[point].begin(), risks_[point].begin() + static_cast<std::ptrdiff_t>(lengths));
    return record;
  }

  /// Computes what is due, in the order of the runs or the other way round, and asks again.
  void compute_what_is_due(bool backwards = false) {
    std::vector<std::pair<std::size_t, std::size_t>> due;
    for (std::size_t point = 0; point < 3; ++point)
      for (std::size_t seed = 0; seed < 4; ++seed)
        if (runs_.is_due(point, seed)) due.emplace_back(point, seed);
    if (backwards) std::reverse(due.begin(), due.end());
    for (const auto& [point, seed] : due) runs_.add(record(point, seed, runs_.asked(point, seed), Status::complete));
    ask();
  }

  Lengths asked(std::size_t seed) const { return {runs_.asked(0, seed), runs_.asked(1, seed), runs_.asked(2, seed)}; }

  std::vector<std::vector<double>> risks_{{1, 4, 4}, {3, 2, 1}, {2, 3, 3}};
  results::ResultsBuilder runs_;
};

TEST_F(Races, begin_with_all_settings_on_the_seeds_that_choose) {
  EXPECT_EQ(asked(0), (Lengths{2, 2, 2}));
  EXPECT_EQ(asked(2), (Lengths{2, 2, 2}));
  EXPECT_EQ(asked(1), (Lengths{0, 0, 0}));
  EXPECT_EQ(runs_.status(0, 1), Status::missing);
}

TEST_F(Races, go_on_with_the_best_and_end_with_the_winner_of_each_length) {
  for (const bool backwards : {false, true}) {
    runs_ = results::ResultsBuilder(request());
    ask();
    compute_what_is_due(backwards);
    EXPECT_EQ(asked(0), (Lengths{2, 3, 3}));  // places for two of three
    EXPECT_EQ(asked(1), (Lengths{0, 0, 0}));
    compute_what_is_due(backwards);
    EXPECT_EQ(asked(0), (Lengths{2, 3, 3}));
    EXPECT_EQ(asked(1), (Lengths{1, 3, 0}));  // of the shortest length the first was the best
    EXPECT_EQ(runs_.status(2, 1), Status::dropped);
    EXPECT_EQ(runs_.count(Status::missing), 4u);
    compute_what_is_due(backwards);
    EXPECT_EQ(runs_.count(Status::missing), 0u);
    EXPECT_EQ(runs_.count(Status::complete), 6u);
    EXPECT_EQ(runs_.count(Status::dropped), 6u);
  }
}

TEST_F(Races, settings_that_are_equally_good_are_all_judged) {
  risks_[2] = risks_[1];
  for (int rung = 0; rung < 3; ++rung) compute_what_is_due();
  EXPECT_EQ(asked(1), (Lengths{1, 3, 3}));
}

TEST_F(Races, wait_for_a_run_that_failed) {
  for (std::size_t point = 0; point < 3; ++point)
    for (const std::uint64_t seed : {0, 2}) runs_.add(record(point, seed, 2, point == 2 && seed == 2 ? Status::failed : Status::complete));
  ask();
  EXPECT_EQ(asked(0), (Lengths{2, 2, 2})) << "a rung that is not complete decides nothing";
  EXPECT_EQ(runs_.status(2, 2), Status::failed);
  EXPECT_EQ(runs_.waiting(), 11u);
  runs_.add(record(2, 2, 2, Status::complete));
  ask();
  EXPECT_EQ(asked(0), (Lengths{2, 3, 3}));
}

TEST_F(Races, do_not_look_beyond_a_rung) {
  // Computed whole before it raced, the first setting would win at the last length.
  risks_[0] = {1, 4, 0.5};
  for (std::uint64_t seed = 0; seed < 4; ++seed) runs_.add(record(0, seed, 3, Status::complete));
  ask();
  for (int rung = 0; rung < 3; ++rung) compute_what_is_due();
  EXPECT_EQ(asked(0), (Lengths{2, 3, 3}));
  EXPECT_EQ(asked(1), (Lengths{1, 3, 0}));
  EXPECT_TRUE(runs_.holds_more());
}

}  // namespace
}  // namespace polesweep::execute
