#include "core/measures/pole_distance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace polesweep {
namespace {

TEST(PoleDistance, is_the_root_mean_square_under_the_best_matching) {
  EXPECT_NEAR(pole_distance({0.1, {0.5, 0.3}}, {{0.5, 0.7}, 0.4}), std::sqrt((0.09 + 0.16) / 2), 1e-15);
  // The nearest poles of both are the same one: greedy would pair 0.5 with 0.5 and be left with 0.6.
  EXPECT_NEAR(pole_distance({0.5, -0.1}, {0.5, 0.55}), std::sqrt((0.05 * 0.05 + 0.6 * 0.6) / 2), 1e-15);
  EXPECT_NEAR(pole_distance({0.0, 1.0}, {1.0, 2.0}), 1, 1e-15);
}

TEST(PoleDistance, matches_every_pole_of_the_smaller_set) {
  EXPECT_NEAR(pole_distance({0.9, 0.1, -0.4, 0.5}, {0.5, 0.8}), std::sqrt(0.01 / 2), 1e-15);
  EXPECT_NEAR(pole_distance({0.5, 0.8}, {0.9, 0.1, -0.4, 0.5}), std::sqrt(0.01 / 2), 1e-15);
}

TEST(PoleDistance, is_not_measured_without_numbers) {
  EXPECT_TRUE(std::isnan(pole_distance({0.5}, {})));
  EXPECT_TRUE(std::isnan(pole_distance({std::numeric_limits<double>::infinity()}, {0.5})));
}

}  // namespace
}  // namespace polesweep
