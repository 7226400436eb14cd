#include "analysis/estimators/complexity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis::test_complexity {
namespace {

const std::vector<std::int64_t> lengths = {10, 20, 40};

TEST(SampleComplexity, bounds_are_where_those_of_the_quantile_settle) {
  const std::vector<Estimate> quantile = {{0.9, 0.4, 2}, {0.4, 0.2, 0.6}, {0.2, 0.1, 0.3}};
  const Estimate estimate = sample_complexity(lengths, quantile, 0.5);
  EXPECT_EQ(estimate.value, 20);
  EXPECT_EQ(estimate.low, 10);
  EXPECT_EQ(estimate.high, 40);
  EXPECT_EQ(sample_complexity(lengths, quantile, 0.25).high, infinity);
}

TEST(CompareComplexity, runs_that_agree_have_one_ratio) {
  const RunsAlong slow = {std::vector<double>(8, 1), std::vector<double>(8, 1), std::vector<double>(8, 0.1)};
  const RunsAlong fast = {std::vector<double>(8, 0.1), std::vector<double>(8, 0.1), std::vector<double>(8, 0.1)};
  const Comparison comparison = compare_complexity(lengths, slow, fast, 0.1, 0.5, 0.95);
  EXPECT_EQ(comparison.ratio.value, 4);
  EXPECT_EQ(comparison.ratio.low, 4);
  EXPECT_EQ(comparison.ratio.high, 4);
  EXPECT_EQ(comparison.runs, 8u);
  EXPECT_EQ(comparison.winning, 0);
  EXPECT_EQ(compare_complexity(lengths, fast, slow, 0.1, 0.5, 0.95).winning, 1);
  EXPECT_EQ(compare_complexity(lengths, slow, slow, 0.1, 0.5, 0.95).winning, 0.5);
}

TEST(CompareComplexity, is_open_where_neither_reaches_the_level_and_leaves_out_seeds_that_one_lacks) {
  RunsAlong never = {std::vector<double>(8, 1), std::vector<double>(8, 1), std::vector<double>(8, 1)};
  const RunsAlong fast = {std::vector<double>(8, 0.1), std::vector<double>(8, 0.1), std::vector<double>(8, 0.1)};
  EXPECT_EQ(compare_complexity(lengths, never, fast, 0.1, 0.5, 0.95).ratio.low, infinity);
  EXPECT_EQ(compare_complexity(lengths, fast, never, 0.1, 0.5, 0.95).ratio.high, 0);
  const Comparison both = compare_complexity(lengths, never, never, 0.1, 0.5, 0.95);
  EXPECT_TRUE(std::isnan(both.ratio.value));
  EXPECT_EQ(both.ratio.low, 0);
  EXPECT_EQ(both.ratio.high, infinity);
  for (std::vector<double>& at : never) at[3] = std::nan("");
  EXPECT_EQ(compare_complexity(lengths, never, fast, 0.1, 0.5, 0.95).runs, 7u);
}

}  // namespace
}  // namespace polesweep::analysis::test_complexity
