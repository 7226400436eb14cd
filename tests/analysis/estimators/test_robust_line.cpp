#include "analysis/estimators/robust_line.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace polesweep::analysis {
namespace {

std::vector<double> even(std::size_t count) {
  std::vector<double> x;
  for (std::size_t i = 0; i < count; ++i) x.push_back(static_cast<double>(i));
  return x;
}

std::vector<double> line_over(const std::vector<double>& x, double slope) {
  std::vector<double> y;
  for (const double at : x) y.push_back(5 + slope * at);
  return y;
}

TEST(TheilSen, by_hand) {
  // Slopes 1, 2, 2, 2, 5/2, 3.
  const RobustLine line = theil_sen(std::vector<double>{0, 1, 2, 3}, std::vector<double>{0, 1, 4, 6});
  EXPECT_DOUBLE_EQ(line.slope, 2);
  // y - 2 x is 0, -1, 0, 0.
  EXPECT_DOUBLE_EQ(line.deviation, 0.25);
  // Kendall's S has the standard deviation sqrt(4 3 13/18); half of it on either side of position 2.5.
  const double half = std::sqrt(4.0 * 3 * 13 / 18) / 2;
  const double low = 2;
  const double high = 2 + (2.5 + half - 3) * (2.5 - 2);
  EXPECT_NEAR(line.standard_error, (high - low) / 2, 1e-12);
}

TEST(TheilSen, one_point_far_off_at_the_end_does_not_matter) {
  const std::vector<double> x = even(8);
  std::vector<double> y = line_over(x, -3);
  y.back() += 1e6;
  EXPECT_NEAR(theil_sen(x, y).slope, -3, 1e-9);
}

// Wrong are the first of the stretches that are replaced by their medians, and by more and more.
TEST(TheilSen, many_points_are_thinned_without_harm) {
  const std::vector<double> x = even(5000);
  std::vector<double> y = line_over(x, -0.5);
  for (std::size_t i = 0; i < 48; ++i) y[i * 5000 / 48] += 10.0 * static_cast<double>(i * i);
  EXPECT_NEAR(theil_sen(x, y).slope, -0.5, 1e-9);
}

// Bit for bit, of few points and of more than are taken as they are; ties and points in a row among them.
TEST(RobustLines, are_those_of_theil_sen_through_every_stretch) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  for (const std::size_t points : {3, 16, 60}) {
    std::vector<double> x = even(points);
    std::vector<double> y;
    for (double& at : x) {
      at *= at + 1;
      y.push_back(at > 20 && at < 100 ? at : normal(random));
    }
    const RobustLines lines(x, y);
    for (std::size_t first = 0; first + 3 <= points; ++first)
      for (std::size_t count = 3; first + count <= points; ++count) {
        const RobustLine expected = theil_sen(std::span(x).subspan(first, count), std::span(y).subspan(first, count));
        const RobustLine found = lines.line(first, count);
        EXPECT_EQ(found.slope, expected.slope) << first << " " << count;
        EXPECT_EQ(found.standard_error, expected.standard_error) << first << " " << count;
        EXPECT_EQ(found.intercept, expected.intercept) << first << " " << count;
        EXPECT_EQ(found.deviation, expected.deviation) << first << " " << count;
        EXPECT_EQ(lines.slope(first, count).slope, expected.slope) << first << " " << count;
      }
  }
}

TEST(TheilSen, the_standard_error_is_that_of_repeated_lines) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  for (const std::size_t count : {5, 8, 20}) {
    const std::vector<double> x = even(count);
    double squares = 0;
    double claimed = 0;
    constexpr int lines = 3000;
    for (int i = 0; i < lines; ++i) {
      std::vector<double> y = line_over(x, 1);
      for (double& value : y) value += normal(random);
      const RobustLine line = theil_sen(x, y);
      squares += (line.slope - 1) * (line.slope - 1) / lines;
      claimed += line.standard_error / lines;
    }
    EXPECT_NEAR(claimed / std::sqrt(squares), 1, 0.15) << count;
  }
}

}  // namespace
}  // namespace polesweep::analysis
