#include "analysis/estimators/curves.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

const std::vector<std::int64_t> four = {10, 20, 40, 80};

/// Every fiftieth sample up to 2000.
std::vector<std::int64_t> evenly() {
  std::vector<std::int64_t> lengths;
  for (std::int64_t n = 50; n <= 2000; n += 50) lengths.push_back(n);
  return lengths;
}

Rate rate_of(const std::function<double(double)>& risk) {
  std::vector<double> risks;
  for (const std::int64_t n : evenly()) risks.push_back(risk(static_cast<double>(n)));
  return convergence_rate(evenly(), risks);
}

TEST(SettlesAt, is_the_first_length_after_which_the_level_is_kept) {
  EXPECT_EQ(settles_at(four, std::vector<double>{1, 0.5, 0.1, 0.05}, 0.5), 20);
  // Below the level at 20 already, but not to stay.
  EXPECT_EQ(settles_at(four, std::vector<double>{1, 0.4, 0.6, 0.05}, 0.5), 80);
  EXPECT_EQ(settles_at(four, std::vector<double>{0.1, 0.1, 0.1, 0.1}, 0.5), 10);
}

TEST(SettlesAt, is_infinite_where_the_end_is_above_the_level) {
  EXPECT_EQ(settles_at(four, std::vector<double>{0.1, 0.1, 0.1, 0.6}, 0.5), infinity);
  EXPECT_EQ(settles_at(four, std::vector<double>{0.1, 0.1, 0.1, infinity}, 0.5), infinity);
}

TEST(SettlesAt, skips_what_was_not_measured) {
  EXPECT_EQ(settles_at(four, std::vector<double>{1, 0.4, nan, 0.2}, 0.5), 20);
  EXPECT_EQ(settles_at(four, std::vector<double>{1, 0.4, 0.2, nan}, 0.5), 20);
  EXPECT_TRUE(std::isnan(settles_at(four, std::vector<double>{nan, nan, nan, nan}, 0.5)));
}

TEST(ConvergenceRate, recovers_a_planted_rate) {
  const Rate rate = rate_of([](double n) { return 0.01 + 3 * std::exp(-0.007 * n); });
  EXPECT_EQ(rate.reason, RateReason::fitted);
  EXPECT_NEAR(rate.value, 0.007, 1e-5);
}

// Up to 900 the excess is above twice the floor; the floor rests to within 5 % from 1500 on.
TEST(ConvergenceRate, uses_only_points_between_half_of_the_first_excess_and_three_floors) {
  const Rate rate = rate_of([](double n) {
    const double clean = 0.01 + 3 * std::exp(-0.006 * n);
    if (n < 150) return 2.3;             // a plateau before the decay, cut by the first rule
    return clean < 0.03 ? 0.01 : clean;  // what lies below three floors is cut by the second
  });
  EXPECT_EQ(rate.reason, RateReason::fitted);
  EXPECT_NEAR(rate.value, 0.006, 1e-9);
}

TEST(ConvergenceRate, says_why_there_is_none) {
  EXPECT_EQ(convergence_rate(four, std::vector<double>{4, 2, 1, 0.5}).reason, RateReason::few_points);
  EXPECT_EQ(rate_of([](double) { return 1.0; }).reason, RateReason::few_points);
  EXPECT_EQ(rate_of([](double n) { return 0.2 + std::exp(-0.001 * n); }).reason, RateReason::floor_not_reached);
  EXPECT_EQ(rate_of([](double n) { return 1e-4 + (n < 1500 ? 1000 / n / n : 0); }).reason, RateReason::not_exponential);
  EXPECT_EQ(rate_of([](double n) { return n < 1000 ? 1.0 : infinity; }).reason, RateReason::diverged);
  EXPECT_EQ(rate_of([](double) { return nan; }).reason, RateReason::not_measured);
  EXPECT_TRUE(std::isnan(rate_of([](double) { return nan; }).value));
}

// The last quarter scatters by 20 %, far more than its trend.
TEST(ConvergenceRate, a_noisy_floor_is_a_floor) {
  int sign = 1;
  const Rate rate = rate_of([&](double n) {
    sign = -sign;
    return 0.01 * (1 + 0.2 * sign) + 3 * std::exp(-0.007 * n);
  });
  EXPECT_EQ(rate.reason, RateReason::fitted);
  EXPECT_NEAR(rate.value, 0.007, 5e-4);
}

// Wrong by a factor of e^3 up or down: within the decay, at the floor (where it would open the window as far as there), at both ends.
TEST(ConvergenceRate, outliers_do_not_matter) {
  for (const std::set<double>& wrong : {std::set<double>{300, 500, 650}, {1200}, {1900}, {2000}, {300, 550, 1200, 1600, 1850}}) {
    int sign = 1;
    const Rate rate = rate_of([&](double n) {
      const double risk = 0.01 + 3 * std::exp(-0.007 * n);
      return wrong.contains(n) ? risk * std::exp(3 * (sign = -sign)) : risk;
    });
    EXPECT_EQ(rate.reason, RateReason::fitted) << *wrong.begin();
    EXPECT_NEAR(rate.value, 0.007, 2e-4) << *wrong.begin();
  }
}

TEST(ConvergenceRate, a_risk_that_vanishes_is_a_floor) {
  const Rate rate = rate_of([](double n) { return n > 900 ? 0 : std::exp(-0.007 * n); });
  EXPECT_EQ(rate.reason, RateReason::fitted);
  EXPECT_NEAR(rate.value, 0.007, 1e-9);
}

// A single point above three floors among many that scatter below: the window must not go as far as there.
TEST(ConvergenceRate, an_outlier_at_a_noisy_floor_does_not_open_the_window) {
  int sign = 1;
  const Rate rate = rate_of([&](double n) {
    sign = -sign;
    return (0.01 * (1 + 0.2 * sign) + 3 * std::exp(-0.013 * n)) * (n == 1950 ? 20 : 1);
  });
  EXPECT_EQ(rate.reason, RateReason::fitted);
  EXPECT_NEAR(rate.value, 0.013, 1e-3);
}

// As the risk of aligned modes under exact updates falls: straight for as long as anybody looks, or until rounding ends it.
TEST(ConvergenceRate, of_a_perfect_exponential_needs_no_floor) {
  for (const double rate : {1e-3, 2e-3, 0.007, 0.02, 0.1})
    for (const double floor : {0.0, 1e-31}) {
      const Rate found = rate_of([&](double n) { return 2.5e-6 * std::exp(-rate * n) + floor; });
      EXPECT_EQ(found.reason, RateReason::fitted) << rate << " " << floor;
      EXPECT_NEAR(found.value / rate, 1, 1e-6) << rate << " " << floor;
    }
}

TEST(ConvergenceRate, without_a_floor_is_that_of_the_last_decades) {
  const Rate rate = rate_of([](double n) { return std::exp(-0.02 * n) + 0.01 * std::exp(-0.005 * n); });
  EXPECT_EQ(rate.reason, RateReason::fitted);
  EXPECT_NEAR(rate.value, 0.005, 5e-5);
}

TEST(ConvergenceRate, without_a_floor_may_scatter) {
  double i = 0;
  const Rate rate = rate_of([&](double n) {
    i += 1;
    return std::exp(-0.007 * n + 0.2 * std::sin(i * i));
  });
  EXPECT_EQ(rate.reason, RateReason::fitted);
  EXPECT_NEAR(rate.value, 0.007, 1e-4);
}

// Where a rate is given, no floor and no other curve has moved it by more than 2 %.
TEST(ConvergenceRate, without_a_floor_is_not_taken_from_what_bends) {
  for (const double exponent : {0.5, 1.0, 2.0, 4.0, 8.0})
    for (const double start : {0.0, 100.0, 1000.0})
      EXPECT_NE(rate_of([&](double n) { return std::pow(start + n, -exponent); }).reason, RateReason::fitted) << exponent << " " << start;
  EXPECT_NE(rate_of([](double n) { return std::exp(-std::sqrt(n)); }).reason, RateReason::fitted);
  EXPECT_NE(rate_of([](double n) { return std::exp(-1e-6 * n * n); }).reason, RateReason::fitted);
  int given = 0;
  for (double floor = 1e-4; floor < 1; floor *= 2)
    for (const double rate : {0.001, 0.0015, 0.002, 0.003, 0.005}) {
      const Rate found = rate_of([&](double n) { return floor + std::exp(-rate * n); });
      if (found.reason != RateReason::fitted) continue;
      ++given;
      EXPECT_NEAR(found.value / rate, 1, 0.02) << floor << " " << rate;
    }
  EXPECT_GT(given, 3);
}

TEST(ConvergenceRate, a_floor_may_vanish_here_and_there) {
  int sign = 1;
  const Rate rate = rate_of([&](double n) { return n > 900 ? ((sign = -sign) > 0 ? 1e-20 : 0.0) : std::exp(-0.007 * n); });
  EXPECT_EQ(rate.reason, RateReason::fitted);
  EXPECT_NEAR(rate.value, 0.007, 1e-9);
}

TEST(ConvergenceRate, the_standard_error_is_that_of_the_scatter) {
  const auto error_with = [](double scatter) {
    double i = 0;
    return rate_of([&](double n) {
             i += 1;
             return 0.01 + 3 * std::exp(-0.007 * n + scatter * std::sin(i * i));
           })
        .standard_error;
  };
  EXPECT_NEAR(error_with(0), 0, 1e-6);
  EXPECT_GT(error_with(0.1), 1e-5);
  EXPECT_NEAR(error_with(0.2) / error_with(0.1), 2, 0.5);
  EXPECT_TRUE(std::isnan(rate_of([](double) { return nan; }).standard_error));
}

TEST(PlateauLength, is_the_longest_stretch_without_a_fall_by_a_tenth) {
  const std::vector<std::int64_t> places = {1, 2, 5, 10, 20, 50, 100};
  const auto longest = [&](std::vector<double> loss) { return plateau_length(places, loss); };
  EXPECT_EQ(longest({1, 0.5, 0.25, 0.12, 0.06, 0.03, 0.01}), 0);
  EXPECT_EQ(longest({1, 0.5, 0.46, 0.46, 0.46, 0.1, 0.01}), 18);     // from 2 to 20
  EXPECT_EQ(longest({1, 0.97, 0.94, 0.91, 0.88, 0.1, 0.01}), 18);    // from 2: 0.88 is below 0.9 of the first, not of the second
  EXPECT_EQ(longest({1, 0.5, 0.7, 0.6, 0.5, 0.44, 0.44}), 18);       // what rises is no fall, the end no plateau
  EXPECT_TRUE(std::isnan(longest({1, 1, 1, 1, 0.95, 0.95, 0.91})));  // never falls
  EXPECT_EQ(longest({1, 1, 1, 1, 0.95, 0.95, 0.9}), 49);             // by exactly a tenth at last: from 1 to 50
  EXPECT_EQ(longest({1, nan, 1, infinity, 0.5, 0.4, 0.3}), 4);       // what was not measured neither falls nor holds
  EXPECT_TRUE(std::isnan(longest(std::vector<double>(7, nan))));
  EXPECT_TRUE(std::isnan(longest(std::vector<double>(7, infinity))));
}

// A loss 1/(1 + exp(t - 50)) waits at 1 until it is 0.9, at 47.8, and then falls at each place from 0.9 of itself on.
TEST(PlateauLength, of_a_sigmoid_is_its_wait) {
  std::vector<std::int64_t> places;
  std::vector<double> loss;
  for (std::int64_t t = 0; t <= 100; ++t) {
    places.push_back(t);
    loss.push_back(1 / (1 + std::exp(static_cast<double>(t) - 50)));
  }
  EXPECT_EQ(plateau_length(places, loss), 47);
}

}  // namespace
}  // namespace polesweep::analysis
