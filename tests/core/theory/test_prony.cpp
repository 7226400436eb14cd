#include "core/theory/prony.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/measures/pole_distance.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

using Complex = std::complex<double>;

TEST(Prony, finds_the_system_behind_its_impulse_response) {
  Draws draws(1);
  for (int i = 0; i < 60; ++i) {
    const int k = 1 + i % 4;
    const PoleSystem system{draws.poles(k, 0.95), draws.gains(k)};
    const PoleSystem found = prony(impulse_response(system, 2 * k));
    for (std::size_t j = 0; j < system.poles.size(); ++j) {
      std::size_t nearest = 0;
      for (std::size_t l = 0; l < found.poles.size(); ++l)
        if (std::abs(found.poles[l] - system.poles[j]) < std::abs(found.poles[nearest] - system.poles[j])) nearest = l;
      EXPECT_LT(std::abs(found.poles[nearest] - system.poles[j]), 1e-9);
      EXPECT_LT(std::abs(found.gains[nearest] - system.gains[j]), 1e-8);
    }
  }
}

TEST(Prony, one_sample_less_leaves_another_system_with_the_same_samples) {
  const PoleSystem system{{0.5, -0.3, 0.8}, {1.0, 2.0, -1.5}};
  auto samples = impulse_response(system, 6);
  samples[5] += 0.05;
  const PoleSystem other = prony(samples);
  EXPECT_LT(std::abs(other.poles[0] - -0.2823), 1e-4);
  EXPECT_LT(std::abs(other.poles[1] - Complex(0.9383, -0.2724)), 1e-4);
  const auto again = impulse_response(other, 6);
  for (std::size_t n = 0; n < 6; ++n) EXPECT_LT(std::abs(again[n] - samples[n]), 1e-12);
}

/// Whether some change of the last sample alone gives another system with the samples before it.
bool has_a_double(const PoleSystem& system, const std::vector<Complex>& samples) {
  for (double change = 1e-6; change < 10; change *= 3) {
    auto other_samples = samples;
    other_samples.back() += change;
    const PoleSystem other = prony(other_samples);
    if (pole_distance(other.poles, system.poles) < 1e-2) continue;
    const auto again = impulse_response(other, static_cast<int>(samples.size()) - 1);
    double difference = 0;
    for (std::size_t n = 0; n < again.size(); ++n) difference = std::max(difference, std::abs(again[n] - samples[n]));
    if (difference < 1e-10) return true;
  }
  return false;
}

// 2K samples identify K poles and gains; with one fewer another system has the same samples.
TEST(Prony, of_random_systems_needs_two_samples_for_each_pole) {
  Draws draws(4);
  for (int k = 2; k <= 6; ++k) {
    int found = 0;
    for (int i = 0; i < 200; ++i) {
      const PoleSystem system{draws.poles(k, 0.95), draws.gains(k)};
      const auto samples = impulse_response(system, 2 * k);
      if (pole_distance(prony(samples).poles, system.poles) < 1e-9) ++found;
      EXPECT_TRUE(has_a_double(system, samples)) << k << " " << i;
    }
    EXPECT_GE(found, 198) << k;
  }
}

// Of 30,000 samples the program ran out of memory.
TEST(Prony, takes_no_more_samples_than_end_in_minutes) {
  try {
    prony(std::vector<Complex>(8194));
    ADD_FAILURE();
  } catch (const std::domain_error& error) {
    EXPECT_STREQ(error.what(), "at most 8192 samples are taken: the work grows with the cube of their number, to minutes and a gigabyte");
  }
}

TEST(Prony, determinants_are_the_product_formulas) {
  Draws draws(2);
  for (int i = 0; i < 20; ++i) {
    const int k = 1 + i % 3;
    const PoleSystem system{draws.poles(k, 0.9), draws.gains(k)};
    const auto h = impulse_response(system, 2 * k);
    Eigen::MatrixXcd hankel(k, k), jacobian(2 * k, 2 * k);
    for (int r = 0; r < k; ++r)
      for (int c = 0; c < k; ++c) hankel(r, c) = h[static_cast<std::size_t>(r + c)];
    for (int n = 0; n < 2 * k; ++n)
      for (int j = 0; j < k; ++j) {
        const auto at = static_cast<std::size_t>(j);
        jacobian(n, j) = std::pow(system.poles[at], n);
        jacobian(n, k + j) = n == 0 ? 0 : system.gains[at] * static_cast<double>(n) * std::pow(system.poles[at], n - 1);
      }
    EXPECT_LT(std::abs(hankel_determinant(system) - hankel.determinant()), 1e-12);
    EXPECT_NEAR(identification_determinant(system) / std::abs(jacobian.determinant()), 1, 1e-8);
  }
}

}  // namespace
}  // namespace polesweep::theory
