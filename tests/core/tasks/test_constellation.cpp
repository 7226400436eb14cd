#include "core/tasks/constellation.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace polesweep {
namespace {

constexpr int qpsk = 1;
constexpr int qam16 = 2;

TEST(Constellation, none_has_no_symbols) { EXPECT_TRUE(constellation_symbols(0).empty()); }

TEST(Constellation, qpsk_has_four_corners) {
  const double a = std::sqrt(0.5);
  EXPECT_EQ(constellation_symbols(qpsk), (std::vector<Complex>{{-a, -a}, {-a, a}, {a, -a}, {a, a}}));
}

TEST(Constellation, qam16_has_four_levels_of_unit_power) {
  const std::vector<Complex> symbols = constellation_symbols(qam16);
  ASSERT_EQ(symbols.size(), 16U);
  double power = 0;
  for (const Complex& symbol : symbols) power += std::norm(symbol) / 16;
  EXPECT_NEAR(power, 1, 1e-15);
  EXPECT_NEAR(symbols[1].real(), -3 / std::sqrt(10.0), 1e-15);
  EXPECT_NEAR(symbols[1].imag(), -1 / std::sqrt(10.0), 1e-15);
}

TEST(Constellation, every_symbol_is_nearest_to_itself_and_to_its_surroundings) {
  const std::vector<Complex> symbols = constellation_symbols(qam16);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    EXPECT_EQ(nearest_symbol(symbols, symbols[i]), i);
    EXPECT_EQ(nearest_symbol(symbols, symbols[i] + Complex(0.25, -0.25)), i);
  }
}

}  // namespace
}  // namespace polesweep
