#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/measures/pole_distance.hpp"
#include "core/poles/poles.hpp"

/// Poles placed around those of the task's teacher.
namespace polesweep {
namespace {

std::vector<Complex> start(const std::vector<Complex>& teacher, double distance, std::uint64_t seed, bool complex_valued) {
  const auto setting = make_poles({"teacher", {{"distance", distance}}}, {.teacher = teacher});
  EXPECT_EQ(setting->count(), std::ssize(teacher));
  return setting->poles(seed, complex_valued);
}

TEST(Teacher, every_pole_is_moved_by_the_distance) {
  const std::vector<Complex> teacher = {{0.5, 0.4}, -0.6, {0.5, -0.4}, 0.8};
  for (const bool complex_valued : {false, true})
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const std::vector<Complex> poles = start(teacher, 0.05, seed, complex_valued);
      EXPECT_NEAR(pole_distance(poles, teacher), 0.05, 1e-15);
      for (const Complex& pole : poles) {
        double nearest = 1;
        for (const Complex& other : teacher) nearest = std::min(nearest, std::abs(pole - other));
        EXPECT_NEAR(nearest, 0.05, 1e-15);
      }
      if (!complex_valued) EXPECT_NO_THROW(split_conjugates(poles));
      EXPECT_NE(poles, start(teacher, 0.05, seed + 1, complex_valued));
    }
  EXPECT_EQ(pole_distance(start(teacher, 0, 3, false), teacher), 0);
}

TEST(Teacher, directions_of_real_poles_are_both_signs_and_those_of_complex_ones_all) {
  int up = 0;
  Complex mean = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    if (start({0.5}, 0.1, seed, false)[0].real() > 0.5) ++up;
    mean += (start({0.5}, 0.1, seed, true)[0] - 0.5) / 0.1 / 400.0;
  }
  EXPECT_NEAR(up, 200, 40);
  EXPECT_LT(std::abs(mean), 0.2);
}

TEST(Teacher, a_pole_goes_the_opposite_way_before_it_leaves_the_circle) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_NEAR(start({0.95}, 0.1, seed, false)[0].real(), 0.85, 1e-15);
    EXPECT_LT(std::abs(start({{0.6, 0.75}}, 0.15, seed, true)[0]), 1);
  }
}

TEST(Teacher, without_poles_is_refused) {
  try {
    start({}, 0.1, 0, false);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "distance: from no pole (the task has no teacher whose poles are known)");
  }
}

}  // namespace
}  // namespace polesweep
