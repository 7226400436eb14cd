#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(Copy, samples_are_the_same_everywhere) {
  expect_same_samples_everywhere(*make("copy", {{"length", 3_n}, {"pause", 4_n}, {"noise", 0.1}}));
}

TEST(Copy, the_target_is_the_symbol_so_many_samples_before) {
  const std::vector<double> numbers =
      numbers_of(*make("copy", {{"length", 3_n}, {"pause", 4_n}}), Part::training, 5, 1000, 1000, portable_kernels(), 0);
  double power = 0, trials = 0;
  for (std::size_t t = 0; t < 1000; ++t) {
    const double* sample = numbers.data() + t * 5;  // symbol, marker, observed and clean target, and whether it is scored
    ASSERT_EQ(sample[3], t < 7 ? 0 : numbers[(t - 7) * 5]) << t;
    ASSERT_EQ(std::abs(sample[3]), sample[1]);
    ASSERT_EQ(sample[1], t % 10 >= 7 ? 1 : 0);
    power += sample[3] * sample[3] / 1000;
    trials += sample[0];
  }
  EXPECT_NEAR(power, make("copy", {{"length", 3_n}, {"pause", 4_n}})->trivial_risk(0, {}), 1e-12);
  EXPECT_LT(std::abs(trials), 4 * std::sqrt(300));
}

TEST(Copy, reaches_the_levels_of_its_docstring) {
  EXPECT_LT(make("copy", {{"length", 3_n}, {"pause", 4_n}})->comparable_baseline()->risk, 1e-20);
  EXPECT_EQ(make("copy")->trivial_risk(0, {}), 5.0 / 15);
}

}  // namespace
}  // namespace polesweep
