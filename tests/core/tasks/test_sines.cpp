#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(Sines, samples_are_the_same_everywhere) {
  expect_same_samples_everywhere(*make("sines", {{"periods", std::vector<double>{7, 31.5}}, {"input_noise", 0.2}, {"horizon", 3_n}}));
}

TEST(Sines, obey_the_recursion_of_their_frequencies) {
  // Each sine is annihilated by 1 - 2 cos(w) z^-1 + z^-2.
  const double turn = 2 * std::acos(-1.0);
  const double a = 2 * std::cos(turn / 7), b = 2 * std::cos(turn / 31.5);
  const auto x = draw(*make("sines", {{"periods", std::vector<double>{7, 31.5}}}), Part::training, 5, 300).inputs;
  for (std::size_t t = 4; t < 300; ++t)
    ASSERT_NEAR(std::abs(x[t] - (a + b) * x[t - 1] + (2 + a * b) * x[t - 2] - (a + b) * x[t - 3] + x[t - 4]), 0, 1e-12);
}

TEST(Sines, the_target_is_the_clean_sum_to_come) {
  const std::vector<double> periods = {7, 31.5};
  const auto clean = draw(*make("sines", {{"periods", periods}}), Part::training, 5, 300).inputs;
  const auto noisy = draw(*make("sines", {{"periods", periods}, {"input_noise", 0.5}, {"horizon", 4_n}}), Part::training, 5, 300);
  double power = 0;
  for (std::size_t t = 0; t + 4 < 300; ++t) {
    ASSERT_EQ(noisy.clean[t], clean[t + 4]);
    power += std::norm(noisy.inputs[t] - clean[t]) / 296;
  }
  EXPECT_NEAR(power, 0.25, 4 * 0.25 * std::sqrt(2.0 / 296));
}

TEST(Sines, reach_the_levels_of_their_docstring) {
  const auto task = make("sines", {{"periods", std::vector<double>{7, 31.5}}, {"amplitudes", std::vector<double>{1, 3}}});
  EXPECT_EQ(task->trivial_risk(0, {}), 5);
  EXPECT_LT(task->comparable_baseline()->risk, 1e-20);
}

TEST(Sines, refuse_lists_that_do_not_fit) {
  EXPECT_EQ(complaint("sines", {{"periods", std::vector<double>{7}}, {"amplitudes", std::vector<double>{1, 2}}}),
            "amplitudes: 2 amplitudes for 1 periods (one for each, or none)");
}

}  // namespace
}  // namespace polesweep
