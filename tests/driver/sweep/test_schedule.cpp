#include "driver/sweep/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numeric>
#include <vector>

namespace polesweep::sweep {
namespace {

TEST(Schedule, of_units_handed_out_longest_first) {
  const std::vector<double> units = {7, 5, 4, 3};
  EXPECT_EQ(simulate(units, 1, 0).wall_seconds, 19);
  EXPECT_EQ(simulate(units, 2, 0).wall_seconds, 10);  // 7 + 3 beside 5 + 4
  EXPECT_EQ(simulate(units, 2, 0).efficiency, 0.95);
  EXPECT_EQ(simulate(units, 8, 0).wall_seconds, 7);
  EXPECT_EQ(simulate({}, 8, 0).wall_seconds, 0);
  EXPECT_EQ(simulate({}, 8, 0).efficiency, 1);
}

TEST(Schedule, has_one_coordinator) {
  // The second rank is answered a second after the first one, the third another second later.
  EXPECT_EQ(simulate(std::vector{10.0, 10.0, 10.0}, 3, 1).wall_seconds, 13);
  // Units shorter than the answers of the others: the coordinator is the only one who is never idle.
  const std::vector<double> tiny(1000, 0.5);
  EXPECT_EQ(simulate(tiny, 64, 1).wall_seconds, 1000.5);
}

/// Units between a 25th of a second and a second, as many of every factor.
std::vector<double> mixed_units(std::size_t count) {
  std::vector<double> units;
  for (std::size_t i = 0; i < count; ++i) units.push_back(std::pow(25.0, -static_cast<double>(i) / static_cast<double>(count)));
  return units;
}

TEST(Schedule, of_units_25_to_1_keeps_two_ranks_busy) { EXPECT_GE(simulate(mixed_units(100), 2).efficiency, 0.99); }

// Work for fifty of the longest units on every rank.
TEST(Schedule, of_16384_ranks_keeps_them_busy) {
  const int ranks = 16'384;
  std::vector<double> units = mixed_units(3'000'000);
  ASSERT_GE(std::accumulate(units.begin(), units.end(), 0.0), 50.0 * ranks * units.front());
  const double longest_first = simulate(units, ranks).efficiency;
  std::printf("16384 ranks are busy for %.4f of the time\n", longest_first);
  EXPECT_GE(longest_first, 0.95);
  // The same coordinator at ten times the time for an answer has no time left.
  EXPECT_LT(simulate(units, ranks, 10 * answer_seconds).efficiency, 0.5);
}

/// So many units of such a mean on every rank, evenly spread from half of it to three halves.
std::vector<double> units_of_ranks(int ranks, std::size_t each, double mean) {
  const std::size_t count = each * static_cast<std::size_t>(ranks);
  std::vector<double> units;
  for (std::size_t i = 0; i < count; ++i) units.push_back(mean * (1.5 - static_cast<double>(i) / static_cast<double>(count)));
  return units;
}

// One answer to each of so many ranks takes 0.66 s. While units are longer, that is lost once, at the start; it is a hundredth of the time
// of a sweep of some minutes. Ranks ask more often than they can be answered where units are shorter: then there is one unit for each
// answer.
TEST(Schedule, of_131072_ranks_keeps_them_busy_with_units_longer_than_a_round_of_answers) {
  constexpr int ranks = 131'072;
  constexpr std::size_t each = 12;
  constexpr double round = ranks * answer_seconds;
  const std::vector<double> units = units_of_ranks(ranks, each, 2 * round);
  const Schedule ideal = simulate(units, ranks, 0);
  const Schedule one = simulate(units, ranks);
  std::printf("131072 ranks: %.4f busy in %.1f s, %.4f if answers took no time\n", one.efficiency, one.wall_seconds, ideal.efficiency);
  EXPECT_GE(ideal.efficiency, 0.97);
  EXPECT_GE(one.wall_seconds, ideal.wall_seconds);
  EXPECT_LE(one.wall_seconds, ideal.wall_seconds + 2 * round);
  EXPECT_NEAR(simulate(units_of_ranks(ranks, each, round / 4), ranks).efficiency, 0.25, 0.02);
}

}  // namespace
}  // namespace polesweep::sweep
