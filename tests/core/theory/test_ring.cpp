#include "core/theory/ring.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace polesweep::theory {
namespace {

TEST(Ring, eigenvalues_of_many_poles_sum_to_the_whole_series) {
  const int count = 50'000;  // whose squares do not fit 32 bits
  const double radius = 0.9999, r = radius * radius;
  const std::vector<double> values = ring_eigenvalues_poles(radius, count);
  EXPECT_GT(values.front(), 0);
  const double whole = count * (1 + r) / ((1 - r) * (1 - r) * (1 - r));
  EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), whole, 1e-9 * whole);
}

}  // namespace
}  // namespace polesweep::theory
