#include "core/theory/permutations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/theory/two_poles.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

using Complex = std::complex<double>;
using Wide = std::complex<long double>;

double sum_of_squares(const std::vector<Complex>& student, const std::vector<Complex>& teacher) {
  long double sum = 0;
  for (int n = 0; n < 600; ++n) {
    Wide error = 0;
    for (std::size_t k = 0; k < teacher.size(); ++k)
      error += std::pow(Wide(student[k].real(), student[k].imag()), n) - std::pow(Wide(teacher[k].real(), teacher[k].imag()), n);
    sum += std::norm(error);
  }
  return static_cast<double>(sum);
}

TEST(Permutations, surface_is_the_sum_of_squares_and_of_two_poles_the_surface) {
  Draws draws(1);
  for (int count = 1; count <= 5; ++count) {
    const auto teacher = draws.poles(count, 0.9);
    const auto student = draws.poles(count, 0.9);
    EXPECT_NEAR(unit_gain_surface(student, teacher) / sum_of_squares(student, teacher), 1, 1e-12) << count;
  }
  EXPECT_NEAR(unit_gain_surface({0.3, 0.62}, {0.75, 0.8}) / surface(0.3, 0.62, 0.75, 0.8), 1, 1e-14);
}

TEST(Permutations, every_midpoint_of_fifty_systems_lies_above_the_optimum) {
  Draws draws(2);
  for (int count = 2; count <= 5; ++count)
    for (int i = 0; i < 50; ++i) {
      const auto poles = draws.poles(count, 0.95);
      EXPECT_GT(midpoint_barrier(poles), 1e-6) << count << " " << i;
    }
}

TEST(Permutations, barrier_is_the_lowest_of_all_midpoints_in_any_order_of_the_poles) {
  const std::vector<Complex> poles{0.2, Complex(-0.5, 0.3), 0.7};
  // Three exchanges of two poles and two turns of all three.
  double lowest = 1e9;
  for (const auto& other : std::vector<std::vector<Complex>>{{poles[1], poles[0], poles[2]},
                                                             {poles[2], poles[1], poles[0]},
                                                             {poles[0], poles[2], poles[1]},
                                                             {poles[1], poles[2], poles[0]},
                                                             {poles[2], poles[0], poles[1]}}) {
    std::vector<Complex> middle;
    for (std::size_t k = 0; k < 3; ++k) middle.push_back(0.5 * (poles[k] + other[k]));
    lowest = std::min(lowest, sum_of_squares(middle, poles));
  }
  EXPECT_NEAR(midpoint_barrier(poles) / lowest, 1, 1e-12);
  EXPECT_NEAR(midpoint_barrier({poles[2], poles[0], poles[1]}) / lowest, 1, 1e-12);
  EXPECT_NEAR(midpoint_barrier({0.75, 0.8}) / surface(0.775, 0.775, 0.75, 0.8), 1, 1e-12);
  EXPECT_THROW(midpoint_barrier({0.5}), std::domain_error);
  EXPECT_THROW(midpoint_barrier(std::vector<Complex>(9, 0.5)), std::domain_error);
}

}  // namespace
}  // namespace polesweep::theory
