#include <gtest/gtest.h>

#include <cmath>

#include "core/error.hpp"
#include "tests/core/tasks/draw.hpp"

namespace polesweep {
namespace {

std::unique_ptr<Task> make_teacher(std::vector<Complex> poles, std::vector<Complex> gains, bool complex_valued, double noise = 0,
                                   std::int64_t washout = 0) {
  return make_task(
      {"linear_teacher",
       {{"poles", std::move(poles)}, {"gains", std::move(gains)}, {"complex", complex_valued}, {"noise", noise}, {"washout", washout}}},
      {});
}

TEST(LinearTeacher, output_is_the_convolution_with_its_impulse_response) {
  for (const bool complex_valued : {false, true}) {
    const std::vector<Complex> poles = {{0.6, 0.5}, {0.6, -0.5}, 0.9, -0.4, 0.2};
    const std::vector<Complex> gains = {{1, -2}, {1, 2}, 0.5, 0.25, -1};
    const Drawn drawn = draw(*make_teacher(poles, gains, complex_valued), Part::training, 5, 200);
    for (int t = 0; t < 200; ++t) {
      Complex y = 0;
      for (int n = 0; n <= t; ++n) {
        Complex h = 0;
        for (std::size_t k = 0; k < poles.size(); ++k) h += gains[k] * std::pow(poles[k], n);
        y += h * drawn.inputs[t - n];
      }
      ASSERT_NEAR(std::abs(y - drawn.clean[t]), 0, 1e-11) << complex_valued << " " << t;
    }
  }
}

TEST(LinearTeacher, trivial_risk_is_the_power_of_its_output) {
  const auto task = make_teacher({{0.6, 0.5}, {0.6, -0.5}}, {{1, -2}, {1, 2}}, false);
  const Drawn drawn = draw(*task, Part::training, 5, 400000);
  double power = 0;
  for (const Complex& y : drawn.clean) power += std::norm(y);
  EXPECT_NEAR(power / static_cast<double>(drawn.clean.size()) / task->trivial_risk(0, {}), 1, 0.02);
}

TEST(LinearTeacher, noise_has_its_standard_deviation_and_is_not_scored) {
  for (const bool complex_valued : {false, true}) {
    const auto task = make_teacher({0.5}, {1.0}, complex_valued, 0.3);
    const Drawn drawn = draw(*task, Part::training, 5, 100000);
    double power = 0;
    for (std::size_t t = 0; t < drawn.clean.size(); ++t) power += std::norm(drawn.observed[t] - drawn.clean[t]);
    EXPECT_NEAR(power / static_cast<double>(drawn.clean.size()), 0.09, 0.002);
    EXPECT_EQ(draw(*make_teacher({0.5}, {1.0}, complex_valued, 0.0), Part::training, 5, 300).clean,
              draw(*task, Part::training, 5, 300).clean);
  }
}

TEST(LinearTeacher, test_and_training_are_different_streams) {
  const auto task = make_teacher({0.5}, {1.0}, false);
  EXPECT_NE(draw(*task, Part::training, 5, 10).inputs, draw(*task, Part::test, 5, 10).inputs);
}

TEST(LinearTeacher, washout_comes_first_and_is_not_scored) {
  EXPECT_EQ(draw(*make_teacher({0.5}, {1.0}, false, 0, 130), Part::training, 5, 500).washout, 130);
}

TEST(LinearTeacher, refuses_what_cannot_work) {
  const auto complaint = [](std::vector<Complex> poles, std::vector<Complex> gains, bool complex_valued) -> std::string {
    try {
      make_teacher(std::move(poles), std::move(gains), complex_valued);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint({0.5, 0.2}, {1.0}, false), "gains: 1 gains for 2 poles (one gain for each pole)");
  EXPECT_EQ(complaint({1.0}, {1.0}, false), "poles: got 1 (a teacher's poles lie inside the unit circle, or its power is not finite)");
  EXPECT_EQ(complaint({{0.6, 0.8}}, {1.0}, true),
            "poles: got 0.6+0.8i (a teacher's poles lie inside the unit circle, or its power is not finite)");
  EXPECT_EQ(complaint({{0, -1 + 1e-12}}, {1.0}, true), "none");
  EXPECT_EQ(complaint({{0.5, 0.1}}, {1.0}, false),
            "poles: 0.5+0.1i with gain 1 has no conjugate (a real task needs conjugate pairs). Add it, or set complex = true?");
  EXPECT_EQ(complaint({{0.5, 0.1}}, {1.0}, true), "none");
}

}  // namespace
}  // namespace polesweep
