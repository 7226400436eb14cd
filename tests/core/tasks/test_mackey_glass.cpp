#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(MackeyGlass, samples_are_the_same_everywhere) {
  expect_same_samples_everywhere(*make("mackey_glass", {{"noise", 0.1}, {"washout", 20_n}, {"horizon", 6_n}}));
}

TEST(MackeyGlass, the_target_is_the_input_to_come) {
  for (const std::int64_t horizon : {0, 1, 84}) {
    const Drawn drawn = draw(*make("mackey_glass", {{"horizon", horizon}}), Part::training, 5, 300);
    for (std::size_t t = 0; t + 84 < 300; ++t) ASSERT_EQ(drawn.clean[t], drawn.inputs[t + static_cast<std::size_t>(horizon)]);
  }
  // What is foretold does not change what is seen.
  EXPECT_EQ(draw(*make("mackey_glass", {{"horizon", 84_n}}), Part::training, 5, 300).inputs,
            draw(*make("mackey_glass"), Part::training, 5, 300).inputs);
}

TEST(MackeyGlass, solves_the_equation) {
  const int tau = 17;
  std::vector<double> x;
  for (const Complex& value : draw(*make("mackey_glass"), Part::training, 5, 600).inputs) x.push_back(value.real());
  // The slope by central differences of order 8 against the right-hand side.
  const double weights[] = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
  double worst = 0;
  for (std::size_t t = 100; t + 4 < x.size(); ++t) {
    double slope = 0;
    for (std::size_t k = 1; k <= 4; ++k) slope += weights[k - 1] * (x[t + k] - x[t - k]);
    const double late = x[t - tau];
    worst = std::max(worst, std::abs(slope - (0.2 * late / (1 + std::pow(late, 10)) - 0.1 * x[t])));
  }
  EXPECT_LT(worst, 5e-4);
}

TEST(MackeyGlass, converges_with_order_four) {
  // From the same history after the same time; tau = 8 swings without chaos. Errors fall by 2^4 = 16 for half of the step.
  const auto difference = [](std::int64_t substeps) {
    const Drawn a = draw(*make("mackey_glass", {{"tau", 8.0}, {"substeps", substeps}}), Part::training, 5, 1);
    const Drawn b = draw(*make("mackey_glass", {{"tau", 8.0}, {"substeps", 128_n}}), Part::training, 5, 1);
    return std::abs(a.inputs[0].real() - b.inputs[0].real());
  };
  EXPECT_NEAR(std::log2(difference(4) / difference(8)), 4, 0.3);
}

TEST(MackeyGlass, reaches_the_levels_of_its_docstring) {
  expect_levels(*make("mackey_glass"), 0.0511, 1.5e-8, 0.02);
  expect_levels(*make("mackey_glass", {{"horizon", 84_n}}), 0.0511, 0.015, 0.02);
  EXPECT_NEAR(make("mackey_glass", {{"tau", 30.0}})->trivial_risk(0, {}), 0.078, 0.001);
}

TEST(MackeyGlass, refuses_a_delay_off_the_grid) {
  EXPECT_EQ(complaint("mackey_glass", {{"tau", 17.25}}), "tau: got 17.25 (must be a multiple of 1/substeps = 0.1)");
  EXPECT_EQ(complaint("mackey_glass", {{"tau", 17.3}}), "none");
}

}  // namespace
}  // namespace polesweep
