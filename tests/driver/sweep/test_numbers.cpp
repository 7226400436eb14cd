#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "driver/sweep/numbers.hpp"

namespace polesweep::sweep {
namespace {

TEST(Ranges, linspace_holds_both_ends_and_twelve_digits) {
  EXPECT_EQ(linspace(0.8, 0.99, 5), (std::vector{0.8, 0.8475, 0.895, 0.9425, 0.99}));
  EXPECT_EQ(linspace(0, 1, 4), (std::vector{0.0, 0.333333333333, 0.666666666667, 1.0}));
  EXPECT_EQ(linspace(3, 5, 1), (std::vector{3.0}));
}

TEST(Ranges, logspace_has_clean_decades) {
  EXPECT_EQ(logspace(1e-4, 1e-1, 7), (std::vector{1e-4, 0.000316227766017, 1e-3, 0.00316227766017, 1e-2, 0.0316227766017, 1e-1}));
}

TEST(Ranges, arithmetic_includes_the_end_in_spite_of_binary_steps) {
  EXPECT_EQ(arithmetic_range(0, 1, 0.1), (std::vector{0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0}));
  EXPECT_EQ(arithmetic_range(1, 4.5, 1), (std::vector{1.0, 2.0, 3.0, 4.0}));
}

TEST(Rounding, keeps_twelve_digits_and_no_negative_zero) {
  EXPECT_EQ(round_to_12_digits(0.1234567890123456), 0.123456789012);
  EXPECT_EQ(round_to_12_digits(-1234567890123456.0), -1234567890120000.0);
  EXPECT_FALSE(std::signbit(round_to_12_digits(-0.0)));
}

TEST(Draws, are_the_golden_ones) {
  EXPECT_EQ(uniform_draw(1, "poles.radius", 0), 0.7559695482868924);
  EXPECT_EQ(uniform_draw(1, "poles.radius", 1), 0.7338213252954758);
  EXPECT_EQ(draw_between(0.5, 1, 0.25), 0.625);
  EXPECT_EQ(draw_logarithmically_between(1e-4, 1, 0.5), 0.01);
}

TEST(Draws, depend_on_seed_field_and_index) {
  const std::set<double> draws{uniform_draw(1, "a", 0), uniform_draw(2, "a", 0), uniform_draw(1, "b", 0), uniform_draw(1, "a", 1)};
  EXPECT_EQ(draws.size(), 4u);
}

TEST(Draws, fill_the_interval_evenly) {
  std::vector<double> draws;
  for (int i = 0; i < 1000; ++i) draws.push_back(uniform_draw(7, "x", i));
  std::sort(draws.begin(), draws.end());
  double distance = 0;
  for (int i = 0; i < 1000; ++i) distance = std::max(distance, std::abs(draws[i] - (i + 0.5) / 1000));
  EXPECT_LT(distance, 1.95 / std::sqrt(1000));  // Kolmogorov and Smirnov, 0.1 %
}

TEST(Polar, snaps_to_the_axes) {
  EXPECT_EQ(polar(0.5, std::numbers::pi), Complex(-0.5, 0));
  EXPECT_EQ(polar(2, std::numbers::pi / 2), Complex(0, 2));
  EXPECT_EQ(polar(0.5, 0.3), Complex(0.477668244563, 0.147760103331));
}

TEST(ComplexText, is_read_in_the_usual_ways) {
  EXPECT_EQ(parse_complex("0.5-0.3i"), Complex(0.5, -0.3));
  EXPECT_EQ(parse_complex("-1e-3 + 2e-2i"), Complex(-1e-3, 2e-2));
  EXPECT_EQ(parse_complex("0.5"), Complex(0.5, 0));
  EXPECT_EQ(parse_complex("-i"), Complex(0, -1));
  EXPECT_EQ(parse_complex("2+i"), Complex(2, 1));
  for (const char* wrong : {"", "a", "0.5-0.3", "0.3i0.5", "0.3i+0.5", "1+2i+3i", "inf", "nan", "0.5,-0.3", "+-1", "1 2 x", "0.5-0.3j"})
    EXPECT_FALSE(parse_complex(wrong)) << wrong;
}

}  // namespace
}  // namespace polesweep::sweep
