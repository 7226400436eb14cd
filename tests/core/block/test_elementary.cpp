#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <tuple>

#include "core/block/kernel_set.hpp"
#include "tests/core/block/probe.hpp"

namespace polesweep {
namespace {

using Function = void (*Probe::*)(const double*, double*, int);

std::vector<double> evaluate(const Probe& probe, Function function, const std::vector<double>& x) {
  std::vector<double> y(x.size());
  (probe.*function)(x.data(), y.data(), static_cast<int>(x.size()));
  return y;
}

/// Distance in units of the last place of the exact value.
double ulps(double got, long double exact) {
  const double rounded = static_cast<double>(exact);
  const double ulp = std::nextafter(std::abs(rounded), std::numeric_limits<double>::infinity()) - std::abs(rounded);
  return static_cast<double>(std::abs(static_cast<long double>(got) - exact) / ulp);
}

std::vector<double> uniform(double low, double high, int count) {
  std::mt19937_64 generator(7);
  std::vector<double> x(static_cast<std::size_t>(count));
  for (double& value : x) value = low + (high - low) * (static_cast<double>(generator() >> 11) * 0x1p-53);
  return x;
}

void expect_accurate(Function function, const std::vector<double>& x, long double (*exact)(long double), double most_ulps) {
  const std::vector<double> y = evaluate(probes().front(), function, x);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, ulps(y[i], exact(x[i])));
  EXPECT_LE(worst, most_ulps);
}

TEST(Elementary, exponential_is_accurate) {
  expect_accurate(
      &Probe::exponential, uniform(-40, 40, 80000), [](long double x) { return std::exp(x); }, 1.5);
}

TEST(Elementary, tanh_is_accurate) {
  expect_accurate(
      &Probe::tanh, uniform(-22, 22, 80000), [](long double x) { return std::tanh(x); }, 2.5);
  expect_accurate(
      &Probe::tanh, uniform(-1e-3, 1e-3, 8000), [](long double x) { return std::tanh(x); }, 2.5);
}

TEST(Elementary, logarithm_is_accurate) {
  expect_accurate(
      &Probe::logarithm, uniform(0x1p-52, 1, 80000), [](long double x) { return std::log(x); }, 1.5);
  expect_accurate(
      &Probe::logarithm, uniform(0.7, 1.5, 80000), [](long double x) { return std::log(x); }, 1.5);
  expect_accurate(
      &Probe::logarithm, uniform(1, 1e6, 8000), [](long double x) { return std::log(x); }, 1.5);
}

TEST(Elementary, sine_and_cosine_are_accurate) {
  const std::vector<double> turns = uniform(0, 1, 80000);
  const std::vector<double> sine = evaluate(probes().front(), &Probe::sine, turns);
  const std::vector<double> cosine = evaluate(probes().front(), &Probe::cosine, turns);
  const long double pi = 3.141592653589793238462643383279502884L;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(static_cast<long double>(sine[i]) - std::sin(2 * pi * turns[i])), 0, 2.3e-16) << turns[i];
    ASSERT_NEAR(static_cast<double>(static_cast<long double>(cosine[i]) - std::cos(2 * pi * turns[i])), 0, 2.3e-16) << turns[i];
  }
}

TEST(Elementary, quarter_turns_are_exact) {
  for (const auto& [turns, cosine, sine] : {std::tuple{0.0, 1.0, 0.0}, {0.25, 0.0, 1.0}, {0.5, -1.0, 0.0}, {0.75, 0.0, -1.0}}) {
    EXPECT_EQ(portable_point_at(turns).cosine, cosine) << turns;
    EXPECT_EQ(portable_point_at(turns).sine, sine) << turns;
  }
}

TEST(Elementary, special_values_of_tanh) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> x = {nan, infinity, -infinity, 0.0, -0.0, 30, -30, 1e-300};
  for (const Probe& probe : probes()) {
    const std::vector<double> y = evaluate(probe, &Probe::tanh, x);
    EXPECT_TRUE(std::isnan(y[0])) << probe.name;
    EXPECT_EQ(y[1], 1) << probe.name;
    EXPECT_EQ(y[2], -1) << probe.name;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(y[3]), std::bit_cast<std::uint64_t>(0.0)) << probe.name;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(y[4]), std::bit_cast<std::uint64_t>(-0.0)) << probe.name;
    EXPECT_EQ(y[5], 1) << probe.name;
    EXPECT_EQ(y[6], -1) << probe.name;
    EXPECT_EQ(y[7], 1e-300) << probe.name;
  }
}

TEST(Elementary, bits_do_not_depend_on_the_kernels) {
  for (const auto& [function, x] : {std::pair{&Probe::exponential, uniform(-600, 600, 40000)},
                                    {&Probe::tanh, uniform(-25, 25, 40000)},
                                    {&Probe::logarithm, uniform(1e-16, 10, 40000)},
                                    {&Probe::sine, uniform(0, 1, 40000)},
                                    {&Probe::cosine, uniform(0, 1, 40000)}}) {
    const std::vector<double> first = evaluate(probes().front(), function, x);
    for (const Probe& probe : probes()) EXPECT_EQ(evaluate(probe, function, x), first) << probe.name;
  }
}

}  // namespace
}  // namespace polesweep
