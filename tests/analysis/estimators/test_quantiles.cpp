#include "analysis/estimators/quantiles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

void expect_ranks(Ranks ranks, std::size_t low, std::size_t high) {
  EXPECT_EQ(ranks.low, low);
  EXPECT_EQ(ranks.high, high);
}

/// Fraction of repeated experiments whose interval holds the true quantile of the standard exponential distribution.
double coverage(double quantile, std::size_t runs) {
  const OrderStatistics order(runs, quantile, 0.95);
  const double truth = -std::log1p(-quantile);
  std::mt19937_64 random(7);
  std::exponential_distribution<double> exponential;
  constexpr int experiments = 20000;
  int held = 0;
  for (int i = 0; i < experiments; ++i) {
    std::vector<double> sample(runs);
    for (double& value : sample) value = exponential(random);
    std::sort(sample.begin(), sample.end());
    const Estimate estimate = quantile == 0.5 ? order.median(sample) : order.quantile(sample);
    held += estimate.low <= truth && truth <= estimate.high ? 1 : 0;
  }
  return static_cast<double>(held) / experiments;
}

// Tables of order-statistic intervals of the median, 95 %: n = 6 (1, 6), 10 (2, 9), 20 (6, 15), 32 (10, 23), 50 (18, 33), 100 (40, 61).
TEST(QuantileRanks, median_ranks_are_those_of_the_tables) {
  expect_ranks(quantile_ranks(6, 0.5, 0.95), 1, 6);
  expect_ranks(quantile_ranks(10, 0.5, 0.95), 2, 9);
  expect_ranks(quantile_ranks(20, 0.5, 0.95), 6, 15);
  expect_ranks(quantile_ranks(32, 0.5, 0.95), 10, 23);
  expect_ranks(quantile_ranks(50, 0.5, 0.95), 18, 33);
  expect_ranks(quantile_ranks(100, 0.5, 0.95), 40, 61);
}

TEST(QuantileRanks, bounds_are_open_with_too_few_runs) {
  expect_ranks(quantile_ranks(5, 0.5, 0.95), 0, 6);
  expect_ranks(quantile_ranks(1, 0.5, 0.95), 0, 2);
  // 0.9^28 = 0.0523 > 0.05: even the extreme is no upper bound.
  EXPECT_EQ(quantile_ranks(28, 0.9, 0.95).high, 29U);
}

// P(B < 25) = 0.0117 and P(B < 26) = 0.0358 for B ~ Binomial(32, 0.9); 0.05 - 0.9^32 = 0.0157 lies between.
TEST(QuantileRanks, an_extreme_bound_takes_what_it_needs_of_the_other_tail) {
  expect_ranks(quantile_ranks(32, 0.9, 0.95), 25, 32);
  expect_ranks(quantile_ranks(32, 0.1, 0.95), 1, 8);
}

// 1 - 2 / 2^6 is exactly the confidence of the extremes of six runs, and 1 - 14 / 2^6 that of the next two.
TEST(QuantileRanks, a_tail_equal_to_its_room_is_used) {
  expect_ranks(quantile_ranks(6, 0.5, 0.96875), 1, 6);
  expect_ranks(quantile_ranks(6, 0.5, 0.78125), 2, 5);
}

TEST(QuantileRanks, thousands_of_runs_do_not_underflow) {
  const Ranks ranks = quantile_ranks(10000, 0.5, 0.95);
  EXPECT_NEAR(static_cast<double>(ranks.low), 5000 - 98, 1);
  EXPECT_EQ(ranks.low + ranks.high, 10001U);
}

TEST(RunsForClosedBounds, six_for_the_median_and_more_for_the_ninth_decile) {
  EXPECT_EQ(runs_for_closed_bounds(0.5, 0.95), 6U);
  const std::size_t runs = runs_for_closed_bounds(0.9, 0.95);
  EXPECT_GT(quantile_ranks(runs - 1, 0.9, 0.95).high, runs - 1);
  EXPECT_EQ(runs, 29U);
}

TEST(SortedMedian, is_the_middle_and_infinite_runs_are_worst) {
  EXPECT_EQ(sorted_median(std::vector<double>{1, 2, 9}), 2);
  EXPECT_EQ(sorted_median(std::vector<double>{1, 2, 4, 9}), 3);
  EXPECT_EQ(sorted_median(std::vector<double>{1, 2, infinity}), 2);
  EXPECT_EQ(sorted_median(std::vector<double>{1, infinity}), infinity);
  EXPECT_TRUE(std::isnan(sorted_median({})));
}

TEST(SortedQuantile, is_the_smallest_value_that_enough_runs_do_not_exceed) {
  const std::vector<double> ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, infinity};
  EXPECT_EQ(sorted_quantile(ten, 0.9), 9);
  EXPECT_EQ(sorted_quantile(ten, 0.91), infinity);
  EXPECT_EQ(sorted_quantile(ten, 0.01), 1);
  // In double precision 0.55 * 100 is a little more than 55.
  std::vector<double> hundred(100);
  std::iota(hundred.begin(), hundred.end(), 1);
  EXPECT_EQ(sorted_quantile(hundred, 0.55), 55);
}

TEST(OrderStatistics, bounds_are_the_ranked_values_or_open) {
  const OrderStatistics order(6, 0.9, 0.95);
  const Estimate six = order.median(std::vector<double>{1, 2, 3, 4, 5, infinity});
  EXPECT_EQ(six.value, 3.5);
  EXPECT_EQ(six.low, 1);
  EXPECT_EQ(six.high, infinity);
  const Estimate five = order.median(std::vector<double>{1, 2, 3, 4, 5});
  EXPECT_EQ(five.low, -infinity);
  EXPECT_EQ(five.high, infinity);
  EXPECT_TRUE(std::isnan(order.median({}).low));
}

TEST(OrderStatistics, intervals_of_32_seeds_cover_as_often_as_they_promise) {
  EXPECT_GE(coverage(0.5, 32), 0.95);
  EXPECT_LE(coverage(0.5, 32), 0.99);
  EXPECT_GE(coverage(0.9, 32), 0.95);
  EXPECT_LE(coverage(0.9, 32), 0.99);
}

TEST(MedianOf, has_unknown_runs_at_both_ends) {
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8};
  const Estimate one = median_of(values, 0.95, 1);
  EXPECT_EQ(one.value, 4.5);
  EXPECT_EQ(one.low, 1);  // the second of nine
  EXPECT_EQ(one.high, 8);
  EXPECT_EQ(median_of(values, 0.95, 2).low, -infinity);
  EXPECT_EQ(median_of(values, 0.95, 2).high, infinity);
  EXPECT_TRUE(std::isnan(median_of({}, 0.95, 9).value));
}

TEST(MedianOf, leaves_out_what_was_not_measured) { EXPECT_EQ(median_of(std::vector<double>{5, std::nan(""), 1, 3}, 0.95).value, 3); }

}  // namespace
}  // namespace polesweep::analysis
