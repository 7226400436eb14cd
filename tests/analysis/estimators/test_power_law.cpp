#include "analysis/estimators/power_law.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace polesweep::analysis::test_power_law {
namespace {

const std::vector<std::int64_t> lengths = {100, 178, 316, 562, 1000, 1778, 3162, 5623, 10000};

/// Eight seeds with risk `at(N)`, shifted by a normal factor of `spread` for each seed and, a tenth of it, for each number.
template <class At>
RunsAlong runs_of(At&& at, double spread) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  std::vector<double> shift(8);
  for (double& value : shift) value = normal(random);
  RunsAlong risk;
  for (const std::int64_t length : lengths) {
    risk.emplace_back();
    for (std::size_t s = 0; s < 8; ++s)
      risk.back().push_back(at(static_cast<double>(length)) * std::exp(spread * (shift[s] + 0.1 * normal(random))));
  }
  return risk;
}

double power(double n) { return 0.01 + 50 * std::pow(n, -0.75); }

TEST(PowerLaw, of_runs_that_follow_one_is_that_one) {
  const PowerLaw law = fit_power_law(lengths, runs_of(power, 0), 0.95);
  ASSERT_EQ(law.reason, PowerLawReason::fitted);
  EXPECT_NEAR(law.exponent.value, 0.75, 1e-6);
  EXPECT_NEAR(law.floor.value, 0.01, 1e-7);
  EXPECT_NEAR(law.amplitude.value, 50, 1e-4);
  EXPECT_NEAR(law.exponent.low, 0.75, 1e-6);
  EXPECT_NEAR(law.exponent.high, 0.75, 1e-6);
  EXPECT_NEAR(law.r_squared, 1, 1e-9);
  EXPECT_LT(law.typical_misfit, 1e-7);
  EXPECT_EQ(law.lengths, lengths.size());
}

TEST(PowerLaw, without_a_floor) {
  const PowerLaw law = fit_power_law(lengths, runs_of([](double n) { return 3 / n; }, 0), 0.95);
  ASSERT_EQ(law.reason, PowerLawReason::fitted);
  EXPECT_NEAR(law.exponent.value, 1, 1e-3);
  EXPECT_LT(law.floor.value, 1e-6);
}

TEST(PowerLaw, is_refused_where_the_runs_do_not_support_it) {
  const auto reason = [&](auto&& at, double spread) { return fit_power_law(lengths, runs_of(at, spread), 0.95).reason; };
  EXPECT_EQ(reason(power, 0.1), PowerLawReason::fitted);
  EXPECT_EQ(reason([](double) { return 1.0; }, 0.1), PowerLawReason::not_falling);
  EXPECT_EQ(reason([](double n) { return n; }, 0.1), PowerLawReason::not_falling);
  EXPECT_EQ(reason([](double n) { return 0.01 + std::exp(-n / 1000); }, 0.1), PowerLawReason::exponential_fits_better);
  EXPECT_EQ(reason([](double n) { return power(n) * (std::lround(4 * std::log10(n)) % 2 == 0 ? 1.3 : 0.8); }, 0), PowerLawReason::poor_fit);
  EXPECT_EQ(reason([](double n) { return n < 5000 ? 1.0 : std::numeric_limits<double>::infinity(); }, 0), PowerLawReason::diverged);
  EXPECT_EQ(reason([](double) { return std::nan(""); }, 0), PowerLawReason::not_measured);
  EXPECT_EQ(fit_power_law(std::span(lengths).first(4), runs_of(power, 0), 0.95).reason, PowerLawReason::few_lengths);
}

TEST(PowerLaw, whose_exponent_the_runs_leave_open_is_refused) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  RunsAlong risk = runs_of([](double n) { return 1 + 200 / n; }, 0);
  for (std::vector<double>& at : risk)
    for (double& value : at) value *= std::exp(0.2 * normal(random));
  EXPECT_EQ(fit_power_law(lengths, risk, 0.95).reason, PowerLawReason::exponent_undetermined);
}

TEST(PowerLaw, one_bad_seed_changes_little) {
  RunsAlong risk = runs_of(power, 0.02);
  for (std::vector<double>& at : risk) at[0] *= 1000;
  EXPECT_NEAR(fit_power_law(lengths, risk, 0.95).exponent.value, 0.75, 0.05);
}

}  // namespace
}  // namespace polesweep::analysis::test_power_law
