#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "analysis/estimators/curves.hpp"
#include "analysis/estimators/quantiles.hpp"

/// Bias of convergence rates and coverage of the interval of their median in simulated sweeps.
namespace polesweep::analysis {
namespace {

struct Course {
  std::vector<std::int64_t> places;
  double noise = 0;     ///< relative, of each risk
  double outliers = 0;  ///< share of risks that are wrong by a factor of e^2 either way
  double floor = 0.01;
};

std::vector<std::int64_t> evenly(std::int64_t step, std::int64_t last) {
  std::vector<std::int64_t> places;
  for (std::int64_t n = step; n <= last; n += step) places.push_back(n);
  return places;
}

/// Falls by 0.007 per place in the median over runs, with a standard deviation of a tenth among them, from 3 to a floor.
constexpr double rate = 0.007;
std::vector<double> draw(const Course& course, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const double own = rate * std::exp(0.1 * normal(random));
  std::vector<double> risks;
  for (const std::int64_t n : course.places) {
    double risk = (course.floor + 3 * std::exp(-own * static_cast<double>(n))) * std::exp(course.noise * normal(random));
    if (uniform(random) < course.outliers) risk *= uniform(random) < 0.5 ? std::exp(2.0) : std::exp(-2.0);
    risks.push_back(risk);
  }
  return risks;
}

struct Score {
  double coverage = 0;
  double bias = 0;    ///< relative, of the median over seeds
  double fitted = 0;  ///< share of the runs
};

Score score(const Course& course, std::size_t seeds, int experiments) {
  std::mt19937_64 random(7);
  Score total;
  for (int i = 0; i < experiments; ++i) {
    std::vector<double> rates;
    for (std::size_t s = 0; s < seeds; ++s) {
      const Rate found = convergence_rate(course.places, draw(course, random));
      if (found.reason == RateReason::fitted) rates.push_back(found.value);
    }
    const Estimate median = median_of(rates, 0.95);
    total.coverage += (median.low <= rate && rate <= median.high ? 1.0 : 0.0) / experiments;
    total.bias += (median.value / rate - 1) / experiments;
    total.fitted += static_cast<double>(rates.size()) / static_cast<double>(seeds) / experiments;
  }
  return total;
}

// The numbers of the docstring: of 40 measured places, 0.93, 0.89 and 0.85 of the runs have a rate with no, 5 and 10 % of outliers.
TEST(RateCoverage, of_the_median_over_seeds_with_noise_and_outliers) {
  for (const double outliers : {0.0, 0.1}) {
    for (const std::size_t seeds : {12, 32, 64}) {
      const Score found = score({evenly(50, 2000), 0.2, outliers}, seeds, 200);
      EXPECT_GE(found.coverage, 0.93) << outliers << " " << seeds;
      EXPECT_NEAR(found.bias, 0, 0.012) << outliers << " " << seeds;
      EXPECT_GE(found.fitted, 0.84) << outliers << " " << seeds;
    }
  }
}

// As far as 14 natural logarithms below the start, and no floor in sight.
TEST(RateCoverage, of_a_fall_without_a_floor) {
  for (const double outliers : {0.0, 0.1}) {
    const Score found = score({evenly(50, 2000), 0.2, outliers, 0}, 32, 100);
    EXPECT_GE(found.coverage, 0.93) << outliers;
    EXPECT_NEAR(found.bias, 0, 0.012) << outliers;
    EXPECT_GE(found.fitted, 0.97) << outliers;
  }
}

// Fast runs leave fewer than five places to fit: the rates that there are belong to slow ones.
TEST(RateCoverage, the_median_of_few_places_is_that_of_slow_runs) {
  const Score found = score({evenly(100, 2000), 0.2, 0}, 32, 100);
  EXPECT_NEAR(found.fitted, 0.6, 0.05);
  EXPECT_NEAR(found.bias, -0.03, 0.015);
}

}  // namespace
}  // namespace polesweep::analysis
