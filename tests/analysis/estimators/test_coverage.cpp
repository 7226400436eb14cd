#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "analysis/estimators/complexity.hpp"
#include "analysis/estimators/paired.hpp"
#include "analysis/estimators/power_law.hpp"
#include "analysis/estimators/resampling.hpp"

/// How often 95 % intervals hold the truth in simulated sweeps; test_quantiles.cpp does it for medians and quantiles of risk.
namespace polesweep::analysis::test_coverage {
namespace {

const std::vector<std::int64_t> lengths = {100, 178, 316, 562, 1000, 1778, 3162, 5623, 10000, 17783};

/// Seeds whose log nmse is log(scale / N), shifted by an effect of the seed on the whole curve (standard deviation `spread`) and by noise
/// of a tenth at each length.
RunsAlong falling_curves(std::mt19937_64& random, std::size_t seeds, double scale, double spread) {
  std::normal_distribution<double> normal;
  RunsAlong nmse(lengths.size(), std::vector<double>(seeds));
  for (std::size_t s = 0; s < seeds; ++s) {
    const double shift = spread * normal(random);
    for (std::size_t l = 0; l < lengths.size(); ++l)
      nmse[l][s] = scale / static_cast<double>(lengths[l]) * std::exp(shift + 0.1 * normal(random));
  }
  return nmse;
}

/// N of the distribution that `falling_curves` draws from: the 0.9 quantile of a normal is 1.2816 standard deviations up.
double true_complexity(double scale, double spread, double level) {
  for (const std::int64_t length : lengths)
    if (scale / static_cast<double>(length) * std::exp(1.2815515655446004 * std::hypot(spread, 0.1)) <= level)
      return static_cast<double>(length);
  return INFINITY;
}

/// The scale whose true quantile at 1778 samples is a hair below the level 0.1: half of the samples say the next length.
double close_call(double spread) { return 0.0999 * 1778 / std::exp(1.2815515655446004 * std::hypot(spread, 0.1)); }

bool holds(const Estimate& estimate, double truth) { return estimate.low <= truth && truth <= estimate.high; }

double coverage_of_paired_differences(std::size_t seeds) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  constexpr int experiments = 4000;
  int held = 0;
  for (int i = 0; i < experiments; ++i) {
    std::vector<double> risk(seeds);
    std::vector<double> reference(seeds);
    for (std::size_t s = 0; s < seeds; ++s) {
      const double shared = 2 * normal(random);
      reference[s] = std::exp(shared);
      // A skewed difference: its median is the logarithm of 1.5.
      risk[s] = std::exp(shared + std::log(1.5) + std::exp(normal(random)) - 1);
    }
    held += holds(compare_paired(risk, reference, 0.95).ratio, 1.5) ? 1 : 0;
  }
  return static_cast<double>(held) / experiments;
}

double coverage_of_complexity(double scale, std::size_t seeds) {
  std::mt19937_64 random(4);
  constexpr int experiments = 2000;
  const double truth = true_complexity(scale, 0.4, 0.1);
  const OrderStatistics order(seeds, 0.9, 0.95);
  int held = 0;
  for (int i = 0; i < experiments; ++i) {
    RunsAlong nmse = falling_curves(random, seeds, scale, 0.4);
    std::vector<Estimate> quantile;
    for (std::vector<double>& sample : nmse) {
      std::sort(sample.begin(), sample.end());
      quantile.push_back(order.quantile(sample));
    }
    held += holds(sample_complexity(lengths, quantile, 0.1), truth) ? 1 : 0;
  }
  return static_cast<double>(held) / experiments;
}

double coverage_of_complexity_ratios(double scale, std::size_t seeds) {
  std::mt19937_64 random(5);
  constexpr int experiments = 30;
  const double truth = true_complexity(scale, 0.4, 0.1) / true_complexity(30, 0.4, 0.1);
  int held = 0;
  for (int i = 0; i < experiments; ++i) {
    const RunsAlong nmse = falling_curves(random, seeds, scale, 0.4);
    held += holds(compare_complexity(lengths, nmse, falling_curves(random, seeds, 30, 0.4), 0.1, 0.1, 0.95).ratio, truth) ? 1 : 0;
  }
  return static_cast<double>(held) / experiments;
}

double coverage_of_exponents(std::size_t seeds) {
  std::mt19937_64 random(6);
  constexpr int experiments = 40;
  int held = 0;
  for (int i = 0; i < experiments; ++i) {
    RunsAlong risk = falling_curves(random, seeds, 100, 0.3);
    for (std::vector<double>& sample : risk)
      for (double& value : sample) value += 0.02;
    const PowerLaw law = fit_power_law(lengths, risk, 0.95);
    held += law.reason == PowerLawReason::fitted && holds(law.exponent, 1) ? 1 : 0;
  }
  return static_cast<double>(held) / experiments;
}

// At least 93 % are asked for. What was measured stands in the comments of the estimators.
TEST(Coverage, of_paired_differences_of_logarithms) {
  EXPECT_GE(coverage_of_paired_differences(12), 0.95);
  EXPECT_GE(coverage_of_paired_differences(32), 0.95);
}

TEST(Coverage, of_the_sample_complexity) {
  for (const double scale : {100.0, close_call(0.4)}) {
    EXPECT_GE(coverage_of_complexity(scale, 32), 0.95);
    EXPECT_GE(coverage_of_complexity(scale, 64), 0.95);
  }
}

TEST(Coverage, of_bootstrapped_ratios_of_sample_complexities) {
  for (const double scale : {100.0, close_call(0.4)}) EXPECT_GE(coverage_of_complexity_ratios(scale, 32), 0.93);
}

TEST(Coverage, of_bootstrapped_exponents) { EXPECT_GE(coverage_of_exponents(32), 0.85); }

}  // namespace
}  // namespace polesweep::analysis::test_coverage
