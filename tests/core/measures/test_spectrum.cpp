#include "core/measures/spectrum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "tests/core/measures/matrices.hpp"

namespace polesweep {
namespace {

TEST(Spectrum, of_a_similar_matrix_is_the_diagonal_in_order) {
  const std::vector<Complex> poles = {{0.1, 0}, {0, -0.9}, {-0.5, 0.5}, {0.8, 0.3}};
  const std::vector<Complex> basis = draw_matrix(7, 4, 4);
  const std::vector<Complex> found = spectrum(product(product(basis, diagonal(poles), 4), inverse(basis, 4), 4), 4);
  const Complex expected[] = {{0, -0.9}, {0.8, 0.3}, {-0.5, 0.5}, {0.1, 0}};
  for (int i = 0; i < 4; ++i) EXPECT_LT(std::abs(found[i] - expected[i]), 1e-13) << i;
}

// The cyclic shift of n states times the radius has the n-th roots of 1 times the radius, all of one modulus.
TEST(Spectrum, of_a_cyclic_shift_is_a_ring_in_order_of_angle) {
  for (const int n : {7, 8}) {
    for (const Complex turn : {Complex(1), std::polar(1.0, 0.3)}) {  // the second has no real matrix
      std::vector<Complex> shift(static_cast<std::size_t>(n) * n);
      for (int i = 0; i < n; ++i) shift[static_cast<std::size_t>((i + 1) % n) * n + i] = 0.9 * turn;
      const std::vector<Complex> found = spectrum(shift, n);
      for (int i = 0; i < n; ++i) {
        EXPECT_NEAR(std::abs(found[i]), 0.9, 1e-13);
        EXPECT_LT(std::abs(std::pow(found[i] / 0.9 / turn, n) - 1.0), 1e-12);
        if (i > 0) EXPECT_GT(std::arg(found[i]), std::arg(found[i - 1])) << n << " " << i;
      }
      EXPECT_NEAR(spectral_radius(found), 0.9, 1e-13);
    }
  }
}

TEST(Spectrum, order_is_not_decided_by_the_rounding_of_a_negative_value) {
  for (const double rounding : {1e-17, -1e-17}) {
    const std::vector<Complex> found = spectrum(diagonal({{-0.9, rounding}, {0, 0.9}, {0, -0.9}}), 3);
    EXPECT_EQ(found[2].real(), -0.9) << rounding;
  }
}

TEST(Spectrum, of_a_real_matrix_comes_in_exact_pairs) {
  std::vector<Complex> matrix = draw_matrix(3, 9, 9);
  for (Complex& entry : matrix) entry = entry.real();
  std::vector<Complex> found = spectrum(matrix, 9);
  for (const Complex& value : found) EXPECT_NE(std::find(found.begin(), found.end(), std::conj(value)), found.end());
}

TEST(Spectrum, radius_is_the_largest_modulus_and_not_the_largest_part) {
  EXPECT_NEAR(spectral_radius(spectrum(diagonal({{0.6, 0.6}, 0.7}), 2)), std::hypot(0.6, 0.6), 1e-15);
}

// Defective: both eigenvalues of a Jordan block are found, to the square root of rounding.
TEST(Spectrum, of_a_jordan_block_is_its_one_value_twice) {
  const std::vector<Complex> found = spectrum({0.5, 1.0, 0.0, 0.5}, 2);
  for (const Complex& value : found) EXPECT_NEAR(std::abs(value - 0.5), 0, 1e-7);
}

TEST(Spectrum, of_what_is_not_finite_is_not_a_number) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Complex entry : {Complex(infinity), Complex(0, infinity), Complex(std::nan(""))}) {
    EXPECT_TRUE(std::isnan(spectrum({entry, 0, 0, 1}, 2)[0].real()));
    EXPECT_TRUE(std::isnan(spectral_radius(spectrum({entry, 0, 0, 1}, 2))));
  }
}

TEST(OutsideFraction, counts_what_lies_beyond_the_circle_and_not_on_it) {
  EXPECT_EQ(outside_fraction(spectrum(diagonal({{0, 1.5}, 1.0, -1.0, {0.9, 0.5}, 0.2}), 5)), 0.4);
  EXPECT_EQ(outside_fraction(spectrum(diagonal({0.5, 0.2}), 2)), 0);
  EXPECT_TRUE(std::isnan(outside_fraction(spectrum(diagonal({std::numeric_limits<double>::infinity(), 0.2}), 2))));
}

// A tenth of the squared norm in the start, nine tenths in a change of no direction, r^2 = 1.6: eight of 128 states are near the limit.
TEST(NullOutsideFraction, is_that_of_independent_random_numbers) {
  constexpr int n = 128;
  double found = 0, expected = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    std::vector<Complex> sum = draw_matrix(2 * seed, n, n);
    const std::vector<Complex> change = draw_matrix(2 * seed + 1, n, n);
    double start_square = 0, change_square = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const Complex step = 1.2 / std::sqrt(n) * change[i];
      sum[i] *= 0.4 / std::sqrt(n);
      start_square += std::norm(sum[i]);
      change_square += std::norm(step);
      sum[i] += step;
    }
    found += outside_fraction(spectrum(sum, n)) / 8;
    expected += null_outside_fraction(std::sqrt(start_square), std::sqrt(change_square), n) / 8;
  }
  EXPECT_NEAR(found, expected, 0.02);
  EXPECT_NEAR(expected, 0.375, 0.01);
}

TEST(NullOutsideFraction, is_one_minus_one_over_the_squared_radius) {
  EXPECT_DOUBLE_EQ(null_outside_fraction(2, 4, 4), 0.8);
  EXPECT_EQ(null_outside_fraction(1, 1, 4), 0);
  EXPECT_TRUE(std::isnan(null_outside_fraction(1, std::nan(""), 4)));
}

}  // namespace
}  // namespace polesweep
