#include "driver/execute/nearest_work.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace polesweep::execute {
namespace {

using Things = std::vector<std::pair<std::uint32_t, double>>;  // kind, work

NearestWork of(const Things& things) {
  NearestWork nearest;
  for (const auto& [kind, work] : things) nearest.add(kind, work);
  return nearest;
}

TEST(NearestWorkTest, is_looked_for_among_the_same_kind_first) {
  EXPECT_EQ(NearestWork().find(0, 1), std::nullopt);
  const NearestWork nearest = of({{1, 100}, {2, 1000}, {1, 10}, {2, 1000}});
  EXPECT_EQ(nearest.find(1, 1000), 0u);
  EXPECT_EQ(nearest.find(1, 31), 2u);
  EXPECT_EQ(nearest.find(1, 32), 0u);
  EXPECT_EQ(nearest.find(1, 1), 2u);
  EXPECT_EQ(nearest.find(2, 1), 1u);
  EXPECT_EQ(nearest.find(3, 500), 1u);
  EXPECT_EQ(nearest.find(3, 20), 2u);
}

TEST(NearestWorkTest, is_what_a_look_at_all_of_them_finds) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    Things things(1 + random() % 20);
    for (auto& [kind, work] : things) {
      kind = random() % 3;
      work = std::exp2(static_cast<double>(random() % 16));
    }
    const NearestWork nearest = of(things);
    for (std::uint32_t kind = 0; kind < 4; ++kind)
      for (int power = -1; power < 18; ++power) {
        const auto distance = [&](const auto& thing) { return std::pair{thing.first != kind, std::abs(std::log2(thing.second) - power)}; };
        const auto first =
            std::min_element(things.begin(), things.end(), [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
        const auto found = nearest.find(kind, std::exp2(power));
        ASSERT_TRUE(found);
        EXPECT_EQ(distance(things[*found]), distance(*first)) << round << ' ' << kind << ' ' << power;
      }
  }
}

// A look at all of them would take minutes.
TEST(NearestWorkTest, is_found_at_once_among_many) {
  constexpr std::uint32_t many = 200'000;
  const auto start = std::chrono::steady_clock::now();
  NearestWork nearest;
  for (std::uint32_t i = 0; i < many; ++i) nearest.add(0, 1.0 + i);
  for (std::uint32_t i = 0; i < many; ++i) ASSERT_EQ(nearest.find(1, 1.0 + i), i);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 20);
}

}  // namespace
}  // namespace polesweep::execute
