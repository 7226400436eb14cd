#include "core/measures/exact_risk.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace polesweep::test_exact_risk {
namespace {

LinearSystem diagonal_system(const std::vector<Complex>& poles) {
  const int n = static_cast<int>(poles.size());
  LinearSystem system{n, 1, std::vector<Complex>(poles.size() * poles.size()), std::vector<Complex>(poles.size(), 1.0),
                      std::vector<Complex>(poles.size())};
  for (int i = 0; i < n; ++i) system.state[static_cast<std::size_t>(i) * n + i] = poles[static_cast<std::size_t>(i)];
  return system;
}

/// sum_n |sum_k c_k p_k^n - sum_l g_l q_l^n|^2 term by term.
double impulse_response_distance(const std::vector<Complex>& poles, const std::vector<Complex>& weights, const LinearTeacher& teacher) {
  double sum = 0;
  std::vector<Complex> a = weights;
  std::vector<Complex> b = teacher.gains;
  for (int n = 0; n < 20000; ++n) {
    Complex h = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
      h += a[k];
      a[k] *= poles[k];
    }
    for (std::size_t l = 0; l < b.size(); ++l) {
      h -= b[l];
      b[l] *= teacher.poles[l];
    }
    if (n < std::ssize(teacher.taps)) h -= teacher.taps[static_cast<std::size_t>(n)];
    sum += std::norm(h);
  }
  return sum;
}

TEST(ExactRisk, equals_the_sum_over_the_impulse_response) {
  const LinearTeacher teacher{{{0.7, 0.2}, {-0.5, 0.6}}, {{1, 0.5}, {-0.3, 0}}};
  for (const double radius : {0.5, 0.9, 0.99}) {
    const std::vector<Complex> poles = {std::polar(radius, 0.1), std::polar(radius, 2.0), std::polar(0.3, -1.0)};
    const std::vector<Complex> weights = {{0.4, 1}, {-2, 0.1}, {0.5, 0.5}};
    const double exact = ExactRisk(diagonal_system(poles), teacher, true).risk(weights, {});
    EXPECT_NEAR(exact / impulse_response_distance(poles, weights, teacher), 1, 1e-11);
  }
}

TEST(ExactRisk, with_taps_equals_the_sum_over_the_impulse_response) {
  const std::vector<Complex> poles = {std::polar(0.9, 0.1), std::polar(0.7, 2.0)};
  const std::vector<Complex> weights = {{0.4, 1}, {-2, 0.1}};
  const LinearTeacher delay{{}, {}, {0, 0, 0, 0, 0, 1}};
  const LinearTeacher mixed{{{0.7, 0.2}, {-0.5, 0.6}}, {{1, 0.5}, {-0.3, 0}}, {0.5, {0, 2}, -1}};
  for (const LinearTeacher& teacher : {delay, mixed}) {
    const ExactRisk exact(diagonal_system(poles), teacher, true);
    EXPECT_NEAR(exact.risk(weights, {}) / impulse_response_distance(poles, weights, teacher), 1, 1e-11);
    // Conjugates of the states add what they add without a teacher.
    std::vector<Complex> widely = weights;
    widely.insert(widely.end(), {{0.3, 0}, {0, -0.2}});
    const double added = impulse_response_distance(poles, {{0.3, 0}, {0, 0.2}}, {{}, {}});
    EXPECT_NEAR(exact.risk(widely, {.widely_linear = true, .intercept = false}) - exact.risk(weights, {}), added, 1e-11);
  }
}

// Of real data two real states stand for a conjugate pair.
TEST(ExactRisk, of_conjugate_pairs_equals_the_sum_over_the_impulse_response) {
  const Complex pole = {0.6, 0.5};
  const Complex gain = {0.4, -0.9};
  const Complex driven = {0.2, 1.1};
  const LinearTeacher first{{pole, std::conj(pole), 0.3}, {gain, std::conj(gain), 0.7}};
  const LinearTeacher last{{0.3, std::conj(pole), pole}, {0.7, std::conj(gain), gain}};
  LinearTeacher weighted{first.poles, {gain / driven, std::conj(gain / driven), 0.7}};
  weighted.input = {driven, std::conj(driven), 1};
  const std::vector<Complex> poles = {0.8, -0.2};
  const std::vector<Complex> weights = {0.5, 1.5};
  for (const LinearTeacher& teacher : {first, last, weighted}) {
    const double exact = ExactRisk(diagonal_system(poles), teacher, false).risk(weights, {});
    EXPECT_NEAR(exact / impulse_response_distance(poles, weights, first), 1, 1e-13);
  }
}

// An input that is seen answers the newest sample at once: as much as if that were taken off the teacher.
TEST(ExactRisk, with_inputs_that_are_seen_is_that_of_a_teacher_with_one_tap_less) {
  const std::vector<Complex> poles = {std::polar(0.9, 0.1), std::polar(0.7, 2.0)};
  const std::vector<Complex> weights = {{0.4, 1}, {-2, 0.1}};
  const Complex direct = {0.6, -0.3};
  LinearTeacher teacher{{{0.7, 0.2}, {-0.5, 0.6}}, {{1, 0.5}, {-0.3, 0}}};
  LinearSystem system = diagonal_system(poles);
  system.bias[1] = 0.2;
  const Regressors seen{.inputs = 1, .intercept = true};
  const double exact = ExactRisk(with_inputs_as_states(system), teacher, true).risk({weights[0], weights[1], direct, 0.3}, seen);
  teacher.taps = {-direct};
  EXPECT_NEAR(exact, ExactRisk(system, teacher, true).risk({weights[0], weights[1], 0.3}, {.intercept = true}), 1e-12 * exact);
}

TEST(ExactRisk, of_a_delay_line_on_a_delay_is_zero) {
  LinearSystem line{4, 1, std::vector<Complex>(16), {1, 0, 0, 0}, std::vector<Complex>(4)};
  for (const std::size_t i : {1, 2, 3}) line.state[i * 4 + i - 1] = 1;
  const ExactRisk exact(line, {{}, {}, {0, 0, 0, 1}}, false);
  EXPECT_EQ(exact.risk({0, 0, 0, 1}, {}), 0);
  EXPECT_EQ(exact.risk({0, 0, 1, 0}, {}), 2);
  EXPECT_EQ(exact.risk({0, 0, 0, 0}, {}), 1);
}

TEST(ExactRisk, of_the_teacher_itself_is_far_below_rounding_of_its_power) {
  const LinearTeacher teacher{{0.75, 0.8}, {1.0, 1.0}};
  EXPECT_LT(ExactRisk(diagonal_system(teacher.poles), teacher, false).risk(teacher.gains, {}), 1e-24);
}

TEST(ExactRisk, intercept_and_bias_add_their_squared_mean) {
  const LinearTeacher teacher{{0.5}, {1.0}};
  LinearSystem system = diagonal_system({0.5});
  const Regressors with_intercept{.widely_linear = false, .intercept = true};
  EXPECT_NEAR(ExactRisk(system, teacher, false).risk({1.0, 0.3}, with_intercept), 0.09, 1e-12);
  system.bias = {0.1};  // mean 0.1/(1 - 0.5)
  EXPECT_NEAR(ExactRisk(system, teacher, false).risk({1.0, 0.3}, with_intercept), 0.25, 1e-12);
}

TEST(ExactRisk, conjugate_regressors_add_their_power) {
  const LinearTeacher teacher{{0.5}, {1.0}};
  const double power = 1 / (1 - 0.25);
  const Regressors widely{.widely_linear = true, .intercept = false};
  EXPECT_NEAR(ExactRisk(diagonal_system({0.5}), teacher, true).risk({1.0, Complex(0, 0.2)}, widely), 0.04 * power, 1e-12);
}

TEST(ExactRisk, conjugate_regressors_have_the_conjugate_mean) {
  const Complex pole = {0.5, 0.3};
  const LinearTeacher teacher{{pole}, {1.0}};
  LinearSystem system = diagonal_system({pole});
  system.bias = {{0.1, 0.4}};
  const Complex mean = system.bias[0] / (1.0 - pole);
  const Complex weight = {0.3, -0.2};
  const double power = std::norm(weight) / (1 - std::norm(pole));
  const Regressors widely{.widely_linear = true, .intercept = true};
  EXPECT_NEAR(ExactRisk(system, teacher, true).risk({1.0, weight, 0.7}, widely), power + std::norm(mean + weight * std::conj(mean) + 0.7),
              1e-13);
}

TEST(ExactRisk, is_infinite_on_and_outside_the_unit_circle) {
  const LinearTeacher teacher{{0.5}, {1.0}};
  for (const double radius : {1.0, 1.1}) {
    const ExactRisk risk(diagonal_system({radius}), teacher, false);
    EXPECT_FALSE(risk.stable());
    EXPECT_EQ(risk.risk({1.0}, {}), std::numeric_limits<double>::infinity());
  }
  const ExactRisk stable(diagonal_system({0.5}), teacher, false);
  EXPECT_EQ(stable.risk({std::numeric_limits<double>::quiet_NaN()}, {}), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace polesweep::test_exact_risk
