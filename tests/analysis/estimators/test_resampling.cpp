#include "analysis/estimators/resampling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

TEST(Resampling, samples_are_the_same_for_ever_and_differ_from_each_other) {
  EXPECT_EQ(resampled_seeds(8, 0), resampled_seeds(8, 0));
  EXPECT_NE(resampled_seeds(8, 0), resampled_seeds(8, 1));
  std::vector<std::size_t> counts(8);
  for (std::uint64_t b = 0; b < 1000; ++b)
    for (const std::size_t seed : resampled_seeds(8, b)) ++counts.at(seed);
  for (const std::size_t count : counts) EXPECT_NEAR(static_cast<double>(count), 1000, 130);
}

TEST(Resampling, percentiles_of_known_numbers) {
  std::vector<double> replicates;
  for (int i = 100; i >= 1; --i) replicates.push_back(i);
  const Estimate estimate = percentile_interval(50, replicates, 0.9);
  EXPECT_EQ(estimate.value, 50);
  EXPECT_EQ(estimate.low, 5);
  EXPECT_EQ(estimate.high, 95);
}

TEST(Resampling, samples_without_a_value_open_both_bounds) {
  std::vector<double> replicates(96, 1.0);
  replicates.resize(100, std::nan(""));
  EXPECT_EQ(percentile_interval(1, replicates, 0.95).low, -infinity);
  EXPECT_EQ(percentile_interval(1, replicates, 0.95).high, infinity);
  EXPECT_EQ(percentile_interval(1, replicates, 0.9).low, 1);
  EXPECT_EQ(percentile_interval(1, replicates, 0.9).high, 1);
}

}  // namespace
}  // namespace polesweep::analysis
