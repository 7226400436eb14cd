#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(Adding, samples_are_the_same_everywhere) { expect_same_samples_everywhere(*make("adding", {{"length", 9_n}, {"noise", 0.1}})); }

TEST(Adding, the_target_is_the_sum_of_the_two_marked_values) {
  const std::size_t length = 7, samples = 70'000;
  const std::vector<double> numbers = numbers_of(*make("adding", {{"length", 7_n}}), Part::training, 5, static_cast<int>(samples),
                                                 static_cast<int>(samples), portable_kernels(), 0);
  double power = 0, mean = 0, naive = 0;
  int places[7] = {};
  for (std::size_t start = 0; start < samples; start += length) {
    double sum = 0;
    int early = 0, late = 0;
    for (std::size_t place = 0; place < length; ++place) {
      const double* sample =
          numbers.data() + (start + place) * 6;  // value, marker, end, observed and clean target, and whether it is scored
      if (sample[1] == 1) {
        sum += sample[0];
        ++(place < 3 ? early : late);
        ++places[place];
      }
      const bool last = place + 1 == length;
      ASSERT_EQ(sample[2], last ? 1 : 0);
      ASSERT_EQ(sample[4], last ? sum : 0);
      power += sample[4] * sample[4] / samples;
      mean += sample[4] / samples;
      naive += last ? (sum - 1) * (sum - 1) / samples : 0;
    }
    ASSERT_EQ(early, 1);
    ASSERT_EQ(late, 1);
  }
  for (int place = 0; place < 7; ++place) EXPECT_NEAR(places[place], 10'000 / (place < 3 ? 3 : 4), 4 * std::sqrt(3333)) << place;
  EXPECT_NEAR((power - mean * mean) / make("adding", {{"length", 7_n}})->trivial_risk(0, {}), 1, 0.02);
  EXPECT_NEAR(naive * 6 * 7, 1, 0.05);
}

TEST(Adding, reaches_the_levels_of_its_docstring) {
  const auto task = make("adding");
  EXPECT_NEAR(task->trivial_risk(0, {}), 7.0 / 6 / 20 - 1.0 / 400, 1e-15);
  // A linear answer, which sees the end, is at best little better than 1 there.
  EXPECT_NEAR(task->comparable_baseline()->risk * 6 * 20, 1, 0.1);
}

}  // namespace
}  // namespace polesweep
