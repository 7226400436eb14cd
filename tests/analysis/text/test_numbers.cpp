#include "analysis/text/numbers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

TEST(Number, has_three_digits_or_is_whole) {
  EXPECT_EQ(number(0.012345), "0.0123");
  EXPECT_EQ(number(100000), "100000");
  EXPECT_EQ(number(1234.5), "1234");
  EXPECT_EQ(number(1.234e7), "1.23e7");
  EXPECT_EQ(number(1.2e-12), "1.2e-12");
  EXPECT_EQ(number(infinity), "∞");
  EXPECT_EQ(number(std::nan("")), "–");
}

TEST(Interval, names_open_bounds_and_is_empty_without_interval) {
  EXPECT_EQ(interval({1, 0.5, 2}), "[0.5, 2]");
  EXPECT_EQ(interval({1, -infinity, infinity}), "[open, open]");
  EXPECT_EQ(interval({1, std::nan(""), std::nan("")}), "");
}

TEST(Duration, has_the_unit_that_suits_it) {
  EXPECT_EQ(duration(2e-6), "2 µs");
  EXPECT_EQ(duration(0.0123), "12.3 ms");
  EXPECT_EQ(duration(90), "90 s");
  EXPECT_EQ(duration(180), "3 min");
  EXPECT_EQ(duration(9000), "2.5 h");
  EXPECT_EQ(duration(std::nan("")), "–");
}

TEST(Counted, knows_one) {
  EXPECT_EQ(counted(1, "run"), "1 run");
  EXPECT_EQ(counted(0, "run"), "0 runs");
}

}  // namespace
}  // namespace polesweep::analysis
