#include "analysis/estimators/rank_correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

TEST(RankCorrelation, by_hand) {
  // Ranks 1, 2.5, 2.5, 4 and 2, 1, 3, 4.
  const RankCorrelation found = rank_correlation({{10, 20, 20, infinity}}, {{2, 1, 3, 4}}, 0.95);
  EXPECT_NEAR(found.rho.value, 3 / std::sqrt(4.5 * 5), 1e-14);
  EXPECT_EQ(found.pairs, 4u);
}

TEST(RankCorrelation, leaves_out_runs_without_both_numbers) {
  const RankCorrelation found = rank_correlation({{1, nan, 3, 4}, {5, 6, nan, 8}}, {{4, 3, nan, 2}, {nan, 1, 9, 0}}, 0.95);
  EXPECT_EQ(found.pairs, 4u);  // (1, 4), (4, 2), (6, 1), (8, 0)
  EXPECT_NEAR(found.rho.value, -1, 1e-15);
  EXPECT_TRUE(std::isnan(rank_correlation({{1, 2}}, {{nan, nan}}, 0.95).rho.value));
  EXPECT_TRUE(std::isnan(rank_correlation({{1}}, {{2}}, 0.95).rho.low));
}

TEST(RankCorrelation, has_no_interval_of_fewer_than_six_seeds) {
  EXPECT_TRUE(std::isnan(rank_correlation({{1, 2, 3, 4, 5}}, {{2, 4, 6, 8, 10}}, 0.95).rho.low));
  EXPECT_EQ(rank_correlation({{1, 2, 3, 4, 5, 6}}, {{2, 4, 6, 8, 10, 12}}, 0.95).rho.high, 1);
}

TEST(RankCorrelation, depends_on_the_order_of_the_numbers_alone) {
  std::mt19937_64 generator(1);
  std::normal_distribution<double> normal;
  RunsAlong x(3), y(3), z(3);
  for (int point = 0; point < 3; ++point)
    for (int seed = 0; seed < 15; ++seed) {
      x[point].push_back(normal(generator));
      y[point].push_back(x[point].back() + normal(generator));
      z[point].push_back(std::exp(y[point].back()));
    }
  const RankCorrelation a = rank_correlation(x, y, 0.95), b = rank_correlation(x, z, 0.95);
  EXPECT_EQ(a.rho.value, b.rho.value);
  EXPECT_EQ(a.rho.low, b.rho.low);
  EXPECT_EQ(a.rho.high, b.rho.high);
}

/// Spearman's correlation of a bivariate normal of correlation r is 6 / pi asin(r / 2).
TEST(RankCorrelation, interval_covers_about_as_often_as_it_says_monte_carlo) {
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal;
  for (const double r : {0.0, 0.6, 0.9}) {
    int covered = 0;
    constexpr int samples = 400;
    for (int sample = 0; sample < samples; ++sample) {
      RunsAlong x(1), y(1);
      for (int seed = 0; seed < 20; ++seed) {
        x[0].push_back(normal(generator));
        y[0].push_back(r * x[0].back() + std::sqrt(1 - r * r) * normal(generator));
      }
      const Estimate rho = rank_correlation(x, y, 0.95).rho;
      const double truth = 6 / std::acos(-1.0) * std::asin(r / 2);
      covered += rho.low <= truth && truth <= rho.high ? 1 : 0;
    }
    RecordProperty("covered", covered);
    EXPECT_GT(covered, samples * 88 / 100) << r;
    EXPECT_LT(covered, samples * 98 / 100) << r;
  }
}

}  // namespace
}  // namespace polesweep::analysis
