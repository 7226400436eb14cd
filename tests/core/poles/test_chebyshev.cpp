#include <gtest/gtest.h>

#include <cmath>

#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

TEST(Chebyshev, poles_are_zeros_of_the_polynomial) {
  const auto poles = make_poles({"chebyshev", {{"count", std::int64_t{7}}, {"low", -0.2}, {"high", 0.8}}})->poles(0, false);
  ASSERT_EQ(poles.size(), 7u);
  for (const Complex& pole : poles) {
    EXPECT_EQ(pole.imag(), 0);
    EXPECT_NEAR(std::cos(7 * std::acos((pole.real() - 0.3) / 0.5)), 0, 1e-13);
  }
  for (std::size_t k = 1; k < poles.size(); ++k) EXPECT_GT(poles[k - 1].real(), poles[k].real());
}

TEST(Chebyshev, refuses_an_interval_in_the_wrong_order) {
  EXPECT_THROW(make_poles({"chebyshev", {{"count", std::int64_t{3}}, {"low", 0.9}, {"high", 0.8}}}), Error);
}

}  // namespace
}  // namespace polesweep
