#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/modes/mode_updates.hpp"
#include "core/theory/mode_flow.hpp"
#include "core/theory/mode_linear.hpp"
#include "tests/core/theory/draws.hpp"

namespace polesweep::theory {
namespace {

Mode draw_mode(Draws& draws) { return {draws.uniform(-1.5, 1.5), draws.uniform(-1.5, 1.5), draws.uniform(-0.9, 0.9)}; }

std::vector<Algorithm> draw_algorithms(Draws& draws) {
  const double feedback = draws.uniform(-1.5, 1.5);
  const double leak = draws.uniform(-0.9, 0.9);
  return {{Rule::bptt},
          {Rule::rtrl},
          {Rule::tbptt, 1},
          {Rule::tbptt, 2},
          {Rule::tbptt, 7},
          {Rule::rflo, 1, feedback, leak},
          {Rule::eprop, 1, feedback}};
}

/// Weight of lag n in the eligibility of b and w, by the rule's own recursion run on an impulse.
struct Eligibility {
  double b = 0, w = 0;
};
Eligibility eligibility(const Algorithm& algorithm, const Mode& mode, int lag) {
  const auto [a, b, w] = mode;
  switch (algorithm.rule) {
    case Rule::bptt:
    case Rule::rtrl: return {a * std::pow(w, lag), lag == 0 ? 0 : a * b * lag * std::pow(w, lag - 1)};
    case Rule::tbptt: {
      const auto k = static_cast<int>(algorithm.depth);
      return {lag < k ? a * std::pow(w, lag) : 0, lag == 0 ? 0 : a * b * std::min(lag, k) * std::pow(w, lag - 1)};
    }
    case Rule::rflo:
    case Rule::eprop: {
      const double leak = algorithm.rule == Rule::rflo ? algorithm.leak : w;
      double h = b, trace_b = 1, trace_w = 0;
      for (int n = 0; n < lag; ++n) {
        trace_w = leak * trace_w + h;
        trace_b *= leak;
        h *= w;
      }
      return {algorithm.feedback * trace_b, algorithm.feedback * trace_w};
    }
  }
  return {};
}

Updates brute_updates(const Algorithm& algorithm, const Mode& mode, const Mode& teacher, int length, LossAt at) {
  Updates sum;
  for (int n = 0; n < length; ++n) {
    const double weight = at == LossAt::last_step ? 1 : 1 - static_cast<double>(n) / length;
    const double error = weight * (mode.a * mode.b * std::pow(mode.w, n) - teacher.a * teacher.b * std::pow(teacher.w, n));
    const Eligibility trace = eligibility(algorithm, mode, n);
    sum.a += error * mode.b * std::pow(mode.w, n);
    sum.b += error * trace.b;
    sum.w += error * trace.w;
  }
  return sum;
}

void expect_near(const Updates& got, const Updates& wanted, double tolerance) {
  const double scale = 1 + std::abs(wanted.a) + std::abs(wanted.b) + std::abs(wanted.w);
  EXPECT_NEAR(got.a, wanted.a, tolerance * scale);
  EXPECT_NEAR(got.b, wanted.b, tolerance * scale);
  EXPECT_NEAR(got.w, wanted.w, tolerance * scale);
}

TEST(ModeUpdates, are_sums_of_error_times_eligibility) {
  Draws draws(1);
  for (int i = 0; i < 20; ++i) {
    const Mode mode = draw_mode(draws), teacher = draw_mode(draws);
    for (const Algorithm& algorithm : draw_algorithms(draws)) {
      expect_near(mean_updates(algorithm, mode, teacher), brute_updates(algorithm, mode, teacher, 400, LossAt::last_step), 1e-12);
      for (const int length : {1, 2, 5, 60})
        for (const LossAt at : {LossAt::last_step, LossAt::every_step})
          expect_near(mean_updates(algorithm, mode, teacher, length, at), brute_updates(algorithm, mode, teacher, length, at), 1e-12);
    }
  }
}

TEST(ModeUpdates, of_bptt_are_the_gradient_of_the_loss) {
  Draws draws(2);
  const double h = 1e-6;
  for (int i = 0; i < 20; ++i) {
    const Mode mode = draw_mode(draws), teacher = draw_mode(draws);
    for (const int length : {0, 3, 30}) {
      const auto value = [&](double da, double db, double dw) {
        const Mode moved{mode.a + da, mode.b + db, mode.w + dw};
        return length == 0 ? loss(moved, teacher) : loss(moved, teacher, length, LossAt::every_step);
      };
      const Updates slope{(value(h, 0, 0) - value(-h, 0, 0)) / (2 * h), (value(0, h, 0) - value(0, -h, 0)) / (2 * h),
                          (value(0, 0, h) - value(0, 0, -h)) / (2 * h)};
      expect_near(
          length == 0 ? mean_updates({Rule::bptt}, mode, teacher) : mean_updates({Rule::bptt}, mode, teacher, length, LossAt::every_step),
          slope, 1e-6);
    }
  }
}

TEST(ModeLoss, is_the_sum_of_squared_errors) {
  Draws draws(3);
  for (int i = 0; i < 20; ++i) {
    const Mode mode = draw_mode(draws), teacher = draw_mode(draws);
    for (const int length : {1, 2, 20, 400}) {
      double last = 0, every = 0;
      for (int n = 0; n < length; ++n) {
        const double e = mode.a * mode.b * std::pow(mode.w, n) - teacher.a * teacher.b * std::pow(teacher.w, n);
        last += e * e / 2;
        every += e * e / 2 * (1 - static_cast<double>(n) / length);
      }
      EXPECT_NEAR(loss(mode, teacher, length, LossAt::last_step), last, 1e-12 * (1 + last));
      EXPECT_NEAR(loss(mode, teacher, length, LossAt::every_step), every, 1e-12 * (1 + every));
      if (length == 400) EXPECT_NEAR(loss(mode, teacher), last, 1e-12 * (1 + last));
    }
  }
  // Near the teacher, where terms of order one leave 1e-16.
  double sum = 0;
  for (int n = 0; n < 400; ++n) sum += 0.5 * std::pow(1e-8L * n * std::pow(0.8L, n - 1), 2.0L);
  EXPECT_NEAR(loss({1, 1, 0.8 + 1e-8}, {1, 1, 0.8}) / sum, 1, 1e-6);
}

TEST(ModeLinear, linearisation_is_the_jacobian_of_the_flow) {
  Draws draws(4);
  const double h = 1e-6;
  for (int i = 0; i < 20; ++i) {
    const Mode teacher{draws.uniform(0.5, 1.5), draws.uniform(0.5, 1.5), draws.uniform(-0.85, 0.85)};
    const double s = draws.uniform(0.4, 2) * (i % 2 == 0 ? 1 : -1), m = teacher.a * teacher.b;
    for (const Algorithm& algorithm : draw_algorithms(draws)) {
      Eigen::Matrix3d jacobian;
      for (int j = 0; j < 3; ++j) {
        double up[3] = {s, m / s, teacher.w}, down[3] = {s, m / s, teacher.w};
        up[j] += h;
        down[j] -= h;
        const Updates right = mean_updates(algorithm, {up[0], up[1], up[2]}, teacher),
                      left = mean_updates(algorithm, {down[0], down[1], down[2]}, teacher);
        jacobian.col(j) << right.a - left.a, right.b - left.b, right.w - left.w;
      }
      jacobian /= 2 * h;
      const Linearisation matrix = linearise(algorithm, s, teacher);
      // One eigenvalue is zero: trace and second invariant are those of the other two.
      const double scale = jacobian.norm();
      EXPECT_NEAR(jacobian.trace(), matrix.trace(), 1e-6 * scale);
      EXPECT_NEAR(0.5 * (jacobian.trace() * jacobian.trace() - (jacobian * jacobian).trace()), matrix.determinant(), 1e-6 * scale * scale);
      EXPECT_NEAR(jacobian.determinant(), 0, 1e-6 * scale * scale * scale);
      const auto rates = matrix.rates();
      EXPECT_NEAR((rates[0] + rates[1]).real(), matrix.trace(), 1e-12 * scale);
      EXPECT_NEAR((rates[0] * rates[1]).real(), matrix.determinant(), 1e-12 * scale * scale);
    }
  }
}

TEST(ModeLinear, largest_step_is_where_the_iteration_begins_to_grow) {
  const Mode teacher{1.1, 0.9, 0.8};
  for (const Algorithm algorithm :
       {Algorithm{Rule::bptt}, Algorithm{Rule::tbptt, 2}, Algorithm{Rule::rflo, 1, 1, -0.9}, Algorithm{Rule::eprop, 1, 0.7}}) {
    const Linearisation m = linearise(algorithm, 1.3, teacher);
    for (const double factor : {0.99, 1.01}) {
      Eigen::Matrix2d step;
      step << m.uu, m.uv, m.vu, m.vv;
      step = Eigen::Matrix2d::Identity() - factor * largest_step(m) * step;
      EXPECT_EQ(step.eigenvalues().cwiseAbs().maxCoeff() < 1, factor < 1);
    }
  }
  EXPECT_THROW(largest_step(linearise({Rule::eprop, 1, -1}, 1.3, teacher)), std::domain_error);
}

TEST(ModeLinear, rate_over_updates_is_that_of_the_iteration) {
  const Mode teacher{1.1, 0.9, 0.8};
  for (const Algorithm algorithm : {Algorithm{Rule::bptt}, Algorithm{Rule::tbptt, 2}, Algorithm{Rule::rflo, 1, 1, -0.9}}) {
    const double s = 1.3, step = 0.8 * largest_step(linearise(algorithm, s, teacher));
    Mode student{s + 1e-3, teacher.a * teacher.b / s, teacher.w + 1e-3};
    double before = 0, after = 0;
    for (int update = 0; update < 60; ++update) {
      if (update == 20) before = loss(student, teacher);
      const Updates updates = mean_updates(algorithm, student, teacher);
      student = {student.a - step * updates.a, student.b - step * updates.b, student.w - step * updates.w};
    }
    after = loss(student, teacher);
    const double rate = update_rate(linearise(algorithm, s, teacher), step);
    EXPECT_NEAR(std::log(before / after) / 40 / rate, 1, 0.05);
    EXPECT_NEAR(update_rate(linearise(algorithm, s, teacher), 1e-6) / (2e-6 * slow_rate(linearise(algorithm, s, teacher))), 1, 1e-4);
    EXPECT_LT(update_rate(linearise(algorithm, s, teacher), 1.3 * step), 0);
  }
}

TEST(ModeLinear, rflo_window_is_where_wrong_signs_are_stable) {
  const Mode teacher{1, 0.5, 0.9};
  const auto [low, high] = rflo_window(-1.5, teacher, 0);
  const auto stable = [&](double alpha) { return linearise({Rule::rflo, 1, -alpha / -1.5, 0}, -1.5, teacher).stable(); };
  EXPECT_TRUE(stable(low * 1.001) && stable(high * 0.999));
  EXPECT_FALSE(stable(low * 0.999) || stable(high * 1.001));
  EXPECT_THROW(rflo_window(0.2, teacher, 0), std::domain_error);
}

TEST(ModeFlow, agrees_with_small_fixed_steps) {
  const Mode start{1, 1, 0.6}, teacher{1, 1, 0.8};
  for (const Algorithm algorithm : {Algorithm{Rule::bptt}, Algorithm{Rule::rflo, 1, -1, 0.5}}) {
    Eigen::Vector4d state(1, 1, 0.6, 0);
    const auto slope = [&](const Eigen::Vector4d& x) {
      const Updates u = mean_updates(algorithm, {x[0], x[1], x[2]}, teacher);
      return Eigen::Vector4d(-u.a, -u.b, -u.w, std::hypot(u.a, u.b, u.w));
    };
    const int steps = 4000;
    const double h = 1.0 / steps;
    for (int i = 0; i < steps; ++i) {
      const Eigen::Vector4d k1 = slope(state), k2 = slope(state + h / 2 * k1), k3 = slope(state + h / 2 * k2), k4 = slope(state + h * k3);
      state += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    const FlowEnd end = flow_for(algorithm, start, teacher, 1);
    EXPECT_NEAR(end.mode.a, state[0], 1e-10);
    EXPECT_NEAR(end.mode.b, state[1], 1e-10);
    EXPECT_NEAR(end.mode.w, state[2], 1e-10);
    EXPECT_NEAR(end.path, state[3], 1e-10);
    if (algorithm.rule == Rule::rflo) continue;  // its loss rises first
    const FlowEnd back = flow_until(algorithm, start, teacher, loss(end.mode, teacher));
    EXPECT_NEAR(back.time, 1, 1e-9);
  }
}

TEST(ModeFlow, leaves_the_saddle_at_its_exponent_and_ends_at_the_slow_rate) {
  const Mode teacher{1, 1, 0.8};
  for (const Algorithm algorithm : {Algorithm{Rule::bptt}, Algorithm{Rule::tbptt, 1}, Algorithm{Rule::tbptt, 4}}) {
    const double at = 0.05;  // loss that both runs still have to come down to
    const double early = flow_until(algorithm, {1e-8, 1e-8, 0.3}, teacher, at).time,
                 late = flow_until(algorithm, {1e-6, 1e-6, 0.3}, teacher, at).time;
    EXPECT_NEAR((early - late) / (std::log(100.0) / saddle_exponent(algorithm, 0.3, teacher)), 1, 1e-5);
    const FlowEnd near = flow_until(algorithm, {1, 1, 0.6}, teacher, 1e-12), nearer = flow_until(algorithm, {1, 1, 0.6}, teacher, 1e-14);
    EXPECT_NEAR(std::log(100.0) / 2 / (nearer.time - near.time) / slow_rate(linearise(algorithm, nearer.mode.a, teacher)), 1, 1e-3);
  }
}

TEST(ModeFlow, leaves_silence_later_by_the_exponent_of_a_saddle_and_at_once_where_there_is_none) {
  for (const double gain : {1.0, -0.7}) {
    const Mode teacher{1, gain, 0.8};
    const auto later = [&](const Algorithm& algorithm) {
      return (escape_time(algorithm, 1e-7, 0.3, teacher, 0.5) - escape_time(algorithm, 1e-5, 0.3, teacher, 0.5)) / std::log(100.0);
    };
    EXPECT_NEAR(later({Rule::bptt}), 0.76 / std::abs(gain), 1e-5);
    EXPECT_NEAR(later({Rule::tbptt, 1}), std::sqrt(0.76) / std::abs(gain), 1e-5);
    EXPECT_NEAR(later({Rule::tbptt, 3}), 0.76 / std::sqrt(1 - std::pow(0.24, 3)) / std::abs(gain), 1e-5);
    EXPECT_NEAR(later({Rule::rflo, 1, 1, 0.5}), 0, 1e-5);
    EXPECT_NEAR(later({Rule::eprop, 1, 1}), 0, 1e-5);
  }
  // Half of the silent student's loss is where the flow stands then.
  const Mode teacher{1, 1, 0.8};
  const double time = escape_time({Rule::bptt}, 1e-3, 0.3, teacher, 0.5);
  EXPECT_NEAR(loss(flow_for({Rule::bptt}, {1e-3, 1e-3, 0.3}, teacher, time).mode, teacher), 0.25 / (1 - 0.64), 1e-9);
  EXPECT_THROW(escape_time({Rule::bptt}, 0, 0.3, teacher, 0.5), std::domain_error);
  EXPECT_THROW(escape_time({Rule::bptt}, 1e-3, 0.3, {0, 1, 0.8}, 0.5), std::domain_error);
}

TEST(ModeFlow, comes_down_from_feedback_of_the_wrong_sign_up_to_a_critical_one) {
  // Two other integrators (DOP853 and Radau of scipy, relative error 1e-11) have the edge between -1.17357 and -1.17358.
  const auto comes_down = [](double feedback, double time) {
    return flow_converges({Rule::rflo, 1, feedback, 0.5}, {1, 1, 0.6}, {1, 1, 0.8}, 1e-6, time);
  };
  EXPECT_TRUE(comes_down(-1.17357, 200));
  EXPECT_FALSE(comes_down(-1.17358, 200));
  EXPECT_FALSE(comes_down(-1.17357, 2.8));
}

TEST(ModeFlow, conserves_what_it_should) {
  const Mode start{0.9, 0.4, 0.2}, teacher{1, 1, 0.8};
  const Mode end = flow_for({Rule::bptt}, start, teacher, 3).mode;
  EXPECT_NEAR(end.a * end.a - end.b * end.b, start.a * start.a - start.b * start.b, 1e-11);
  EXPECT_THROW(flow_until({Rule::eprop, 1, -1}, {1, 1, 0.6}, teacher, 1e-6), std::domain_error);
}

TEST(FrozenRflo, time_is_the_integral_over_its_speed) {
  const Mode teacher{1, 1, 0.8};
  for (const double feedback : {1.0, -0.7}) {
    const Algorithm algorithm{Rule::rflo, 1, feedback, 0.5};
    const double a0 = 0.3, b0 = 0.4;
    const auto speeds = [&](double b) {
      const double a = a0 - rflo_invariant(0, b0, feedback, 0.5, 0.8) * -1 + rflo_invariant(0, b, feedback, 0.5, 0.8) * -1;
      return -mean_updates(algorithm, {a, b, 0.8}, teacher).b;
    };
    const double b1 = b0 + 0.2 * (speeds(b0) > 0 ? 1 : -1);
    const int cells = 2000;  // Simpson
    double sum = 0;
    for (int i = 0; i <= cells; ++i) sum += (i == 0 || i == cells ? 1 : i % 2 == 1 ? 4 : 2) / speeds(b0 + (b1 - b0) * i / cells);
    EXPECT_NEAR(frozen_rflo_time(a0, b0, b1, algorithm, teacher), sum * (b1 - b0) / cells / 3, 1e-9);
    EXPECT_THROW(frozen_rflo_time(a0, b0, 2 * b0 - b1, algorithm, teacher), std::domain_error);
  }
}

}  // namespace
}  // namespace polesweep::theory
