#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

std::vector<Complex> annulus(FieldValues values, std::uint64_t seed, bool complex_valued) {
  values.try_emplace("count", std::int64_t{9});
  return make_poles({"annulus", values})->poles(seed, complex_valued);
}

TEST(Annulus, poles_lie_between_the_circles_and_within_the_angle) {
  for (const std::string uniform : {"area", "modulus"})
    for (const bool complex_valued : {false, true})
      for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto poles = annulus({{"inner", 0.6}, {"outer", 0.9}, {"angle", 0.1}, {"uniform", uniform}}, seed, complex_valued);
        ASSERT_EQ(poles.size(), 9u);
        for (const Complex& pole : poles) {
          EXPECT_GE(std::abs(pole), 0.6 - 1e-15);
          EXPECT_LE(std::abs(pole), 0.9 + 1e-15);
          EXPECT_LE(std::abs(std::arg(pole)), 0.2 * M_PI + 1e-14);
        }
        if (!complex_valued) EXPECT_NO_THROW(split_conjugates(poles));
        EXPECT_NE(poles, annulus({{"inner", 0.6}, {"outer", 0.9}, {"angle", 0.1}, {"uniform", uniform}}, seed + 1, complex_valued));
      }
}

TEST(Annulus, is_uniform_over_the_area_or_in_modulus_and_all_around) {
  const int seeds = 4000;
  for (const bool complex_valued : {false, true})
    for (const bool by_area : {false, true}) {
      // Each of these is uniform in [0, 1): the share of area or modulus inside, and the angle.
      double inside = 0, square = 0;
      Complex turn = 0, double_turn = 0;
      int count = 0, negative_reals = 0, reals = 0;
      for (std::uint64_t seed = 0; seed < seeds; ++seed)
        for (const Complex& pole :
             annulus({{"inner", 0.5}, {"outer", 0.8}, {"uniform", std::string(by_area ? "area" : "modulus")}}, seed, complex_valued)) {
          const double modulus = std::abs(pole);
          const double share = by_area ? (modulus * modulus - 0.25) / (0.64 - 0.25) : (modulus - 0.5) / 0.3;
          inside += share;
          square += share * share;
          reals += pole.imag() == 0;
          negative_reals += pole.imag() == 0 && pole.real() < 0;
          ++count;
          if (pole.imag() == 0) continue;
          turn += pole / modulus;
          double_turn += pole * pole / (modulus * modulus);
        }
      // Poles of a pair share their modulus: half as many independent ones.
      const double error = std::sqrt(2.0 / count);
      EXPECT_NEAR(inside / count, 0.5, 4 * error * std::sqrt(1.0 / 12));
      EXPECT_NEAR(square / count, 1.0 / 3, 4 * error * std::sqrt(4.0 / 45));
      EXPECT_LT(std::abs(turn) / count, 4 * error);
      EXPECT_LT(std::abs(double_turn) / count, 4 * error);
      EXPECT_EQ(reals, complex_valued ? 0 : seeds);
      if (!complex_valued) EXPECT_NEAR(negative_reals, 0.5 * seeds, 2 * std::sqrt(seeds));
    }
}

TEST(Annulus, refuses_circles_in_the_wrong_order) { EXPECT_THROW(annulus({{"inner", 0.9}, {"outer", 0.8}}, 0, true), Error); }

}  // namespace
}  // namespace polesweep
