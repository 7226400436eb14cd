#include "core/linear_algebra/numbers.hpp"

#include <gtest/gtest.h>

#include "tests/core/linear_algebra/matrices.hpp"

namespace polesweep::linear_algebra {
namespace {

/// Complex numbers of all sizes from 2^-500 to 2^500, with parts of unlike size.
std::vector<Complex> numbers() {
  std::mt19937 engine(1);
  std::normal_distribution<double> normal;
  std::vector<Complex> values = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {3, 4}, {-3, 4}, {1, -0.0}, {-1, -0.0}};
  for (int i = 0; i < 2000; ++i)
    values.emplace_back(std::ldexp(normal(engine), static_cast<int>(engine() % 1000) - 500),
                        std::ldexp(normal(engine), static_cast<int>(engine() % 1000) - 500));
  return values;
}

using Long = std::complex<long double>;
double distance(Complex found, Long expected) { return static_cast<double>(std::abs(Long(found) - expected) / std::abs(expected)); }

TEST(Numbers, operations_are_within_some_units_in_the_last_place) {
  const std::vector<Complex> values = numbers();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Complex a = values[i];
    const Complex b = values[(i * 7 + 3) % values.size()];
    EXPECT_LT(std::fabs(modulus(a) / static_cast<double>(std::abs(Long(a))) - 1), 2 * unit_roundoff) << a;
    EXPECT_LT(distance(square_root(a), std::sqrt(Long(a))), 4 * unit_roundoff) << a;
    if (std::abs(std::log2(std::abs(a) / std::abs(b))) < 1000)
      EXPECT_LT(distance(quotient(a, b), Long(a) / Long(b)), 4 * unit_roundoff) << a << b;
  }
}

TEST(Numbers, square_roots_lie_right_of_zero_on_the_side_of_their_number) {
  EXPECT_EQ(square_root(-4.0), Complex(0, 2));
  EXPECT_EQ(square_root(Complex(-4.0, -0.0)), Complex(0, -2));
  EXPECT_EQ(square_root(Complex(0, 2)), Complex(1, 1));
  EXPECT_EQ(square_root(0.0), Complex(0));
}

TEST(Numbers, what_is_not_a_number_is_seen) {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(std::isnan(modulus(Complex(nan, 1))));
  EXPECT_TRUE(std::isnan(modulus(Complex(1, nan))));
  EXPECT_EQ(modulus(Complex(-infinity, 1)), infinity);
  EXPECT_FALSE(is_finite(Complex(1, nan)));
  EXPECT_FALSE(is_finite(Complex(infinity, 1)));
  EXPECT_TRUE(is_finite(Complex(1, 1)));
}

}  // namespace
}  // namespace polesweep::linear_algebra
