#include "analysis/estimators/paired.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

TEST(ComparePaired, is_the_median_ratio_with_the_ranked_bounds) {
  const Comparison comparison = compare_paired(std::vector<double>{2, 3, 4, 5, 6, 7}, std::vector<double>(6, 1.0), 0.95);
  EXPECT_NEAR(comparison.ratio.value, std::sqrt(20.0), 1e-12);
  EXPECT_NEAR(comparison.ratio.low, 2, 1e-12);
  EXPECT_NEAR(comparison.ratio.high, 7, 1e-12);
  EXPECT_EQ(comparison.runs, 6U);
}

TEST(ComparePaired, pairs_remove_what_seeds_share) {
  const Comparison comparison =
      compare_paired(std::vector<double>{2, 200, 20, 4, 0.2, 6}, std::vector<double>{1, 100, 10, 2, 0.1, 3}, 0.95);
  EXPECT_NEAR(comparison.ratio.low, 2, 1e-12);
  EXPECT_NEAR(comparison.ratio.high, 2, 1e-12);
}

TEST(ComparePaired, both_infinite_says_nothing_and_one_is_an_infinite_ratio) {
  const Comparison both = compare_paired(std::vector<double>(7, infinity), std::vector<double>(7, infinity), 0.95);
  EXPECT_EQ(both.ratio.low, 0);
  EXPECT_EQ(both.ratio.high, infinity);
  EXPECT_TRUE(std::isnan(both.ratio.value));
  EXPECT_EQ(both.runs, 7U);
  EXPECT_EQ(both.both_infinite, 7U);
  EXPECT_EQ(compare_paired(std::vector<double>(7, infinity), std::vector<double>(7, 1.0), 0.95).ratio.low, infinity);
  EXPECT_EQ(compare_paired(std::vector<double>(7, 1.0), std::vector<double>(7, infinity), 0.95).ratio.high, 0);
  EXPECT_EQ(compare_paired(std::vector<double>{infinity, 1}, std::vector<double>{1, infinity}, 0.95).ratio.value, 1);
}

TEST(ComparePaired, what_says_nothing_counts_against_both_bounds) {
  const auto compare = [](double risk, double reference, std::size_t unknown) {
    std::vector<double> of{2, 3, 4, 5, 6, 7, 8, 9};
    std::vector<double> other(8, 1);
    of.push_back(risk);
    other.push_back(reference);
    return compare_paired(of, other, 0.95, unknown);
  };
  for (const Comparison& silent : {compare(infinity, infinity, 0), compare(-1, 1, 0), compare(1, -1, 0), compare(std::nan(""), 1, 1)}) {
    EXPECT_EQ(silent.runs, 9U);
    EXPECT_NEAR(silent.ratio.low, 2, 1e-12);  // of nine the second from below and above: one of them is not known
    EXPECT_NEAR(silent.ratio.high, 9, 1e-12);
    EXPECT_NEAR(silent.ratio.value, std::sqrt(30.0), 1e-12);
  }
  EXPECT_EQ(compare(-1, 1, 0).negative, 1U);
  EXPECT_EQ(compare(infinity, infinity, 1).ratio.low, 0);  // two of ten reach the bounds
  EXPECT_EQ(compare(infinity, infinity, 1).ratio.high, infinity);
  EXPECT_EQ(compare_paired(std::vector<double>(7, 0.0), std::vector<double>(7, 0.0), 0.95).ratio.high, 1);  // both 0 are equal
}

TEST(ComparePaired, winning_counts_ties_half) {
  EXPECT_EQ(compare_paired(std::vector<double>{1, 2, 3, infinity}, std::vector<double>{2, 2, 2, infinity}, 0.95).winning, 0.5);
  EXPECT_EQ(compare_paired(std::vector<double>{1, 2, 1, 1}, std::vector<double>{2, 2, 2, infinity}, 0.95).winning, 0.875);
  EXPECT_TRUE(std::isnan(compare_paired(std::vector<double>{-1.0}, std::vector<double>{1.0}, 0.95).winning));
}

TEST(ComparePaired, is_open_with_too_few_seeds_and_leaves_out_unmeasured_ones) {
  const Comparison comparison = compare_paired(std::vector<double>{2, std::nan(""), 2}, std::vector<double>{1, 1, std::nan("")}, 0.95);
  EXPECT_EQ(comparison.runs, 1U);
  EXPECT_EQ(comparison.ratio.low, 0);
  EXPECT_EQ(comparison.ratio.high, infinity);
}

}  // namespace
}  // namespace polesweep::analysis
