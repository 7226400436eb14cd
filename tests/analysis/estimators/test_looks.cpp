#include "analysis/estimators/looks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

TEST(Looks, double_their_seeds_up_to_the_most) {
  EXPECT_EQ(seeds_at_looks(16, 256), (std::vector<std::size_t>{16, 32, 64, 128, 256}));
  EXPECT_EQ(seeds_at_looks(10, 50), (std::vector<std::size_t>{10, 20, 40, 50}));
  EXPECT_EQ(seeds_at_looks(8, 9), (std::vector<std::size_t>{8, 9}));
}

TEST(Looks, share_what_the_confidence_leaves_over) {
  EXPECT_DOUBLE_EQ(confidence_at_look(0.95, 5), 0.99);
  EXPECT_DOUBLE_EQ(confidence_at_look(0.8, 2), 0.9);
  EXPECT_EQ(confidence_at_look(0.95, 1), 0.95);
}

TEST(Looks, measure_an_interval_by_its_further_bound) {
  EXPECT_DOUBLE_EQ(relative_half_width({2, 1.9, 2.25}), 0.125);
  EXPECT_DOUBLE_EQ(relative_half_width({-2, -2.5, -1.9}), 0.25);
  EXPECT_EQ(relative_half_width({2, -infinity, 2.1}), infinity);
  EXPECT_EQ(relative_half_width({2, 1, infinity}), infinity);
  EXPECT_EQ(relative_half_width({infinity, 1, infinity}), infinity);
  EXPECT_EQ(relative_half_width({infinity, infinity, infinity}), 0);
  EXPECT_EQ(relative_half_width({0, -0.1, 0.1}), infinity);
  EXPECT_EQ(relative_half_width({0, 0, 0}), 0);
  EXPECT_TRUE(std::isnan(relative_half_width({1, nan, nan})));
}

using Draw = std::function<double(std::mt19937_64&)>;

struct Stopping {
  double held = 0;   ///< part of the sweeps whose last interval holds the true median
  double seeds = 0;  ///< mean number of seeds
};

/// Sweeps of one answer that end at the first look whose interval is narrow enough. `confidence`: of each look.
Stopping stop_when_narrow(const Draw& draw, double truth, double until, double confidence) {
  constexpr int sweeps = 4000;
  const std::vector<std::size_t> looks = seeds_at_looks(16, 256);
  std::mt19937_64 random(11);
  Stopping stopping;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    std::vector<double> risks;
    Estimate estimate;
    for (const std::size_t seeds : looks) {
      while (risks.size() < seeds) risks.push_back(draw(random));
      estimate = median_of(risks, confidence);
      if (relative_half_width(estimate) <= until) break;
    }
    stopping.held += estimate.low <= truth && truth <= estimate.high ? 1.0 / sweeps : 0;
    stopping.seeds += static_cast<double>(risks.size()) / sweeps;
  }
  return stopping;
}

/// Risks with a long tail upwards: median 1.
double skewed(std::mt19937_64& random) { return std::exp(0.4 * std::normal_distribution<double>()(random)); }

/// Half of the runs find the good poles and half do not: whoever stops when an interval is narrow stops when it lies in one half, and the
/// median, 2, does not.
double in_two_halves(std::mt19937_64& random) {
  const double which = std::uniform_real_distribution<double>()(random);
  if (which < 0.49) return 1 + 0.01 * which;
  if (which > 0.51) return 3 + 0.01 * which;
  return 2 + 50 * (which - 0.5);
}

TEST(Looks, hold_what_they_promise_when_the_sweep_ends_at_a_narrow_interval) {
  for (const double until : {0.1, 0.2, 0.4}) {
    const Stopping paid = stop_when_narrow(skewed, 1, until, confidence_at_look(0.95, 5));
    EXPECT_GE(paid.held, 0.95) << until;
    if (until > 0.1) EXPECT_LT(paid.seeds, 200) << until;
  }
  const Stopping halves = stop_when_narrow(in_two_halves, 2, 0.1, confidence_at_look(0.95, 5));
  EXPECT_GE(halves.held, 0.95);
}

/// Without the payment the promise is broken: the test above tells the two apart.
TEST(Looks, that_are_not_paid_for_hold_less_than_they_say) { EXPECT_LT(stop_when_narrow(in_two_halves, 2, 0.1, 0.95).held, 0.93); }

/// A claim that the median is above 1, and it is 1: to decide it either way is wrong.
double wrongly_decided(double confidence) {
  constexpr int sweeps = 4000;
  std::mt19937_64 random(12);
  double wrong = 0;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    std::vector<double> risks;
    for (const std::size_t seeds : seeds_at_looks(16, 256)) {
      while (risks.size() < seeds) risks.push_back(skewed(random));
      const Estimate estimate = median_of(risks, confidence);
      if (estimate.low <= 1 && 1 <= estimate.high) continue;
      wrong += 1.0 / sweeps;
      break;
    }
  }
  return wrong;
}

TEST(Looks, decide_a_claim_wrongly_no_more_often_than_said) {
  EXPECT_LE(wrongly_decided(confidence_at_look(0.95, 5)), 0.05);
  EXPECT_GT(wrongly_decided(0.95), 0.07);
}

}  // namespace
}  // namespace polesweep::analysis
