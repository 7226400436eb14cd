#include "core/tasks/teacher_task.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "tests/core/tasks/draw.hpp"

namespace polesweep {
namespace {

std::unique_ptr<Task> make(const char* kind, FieldValues fields) { return make_task({kind, std::move(fields)}, {}); }

std::string complaint(const char* kind, FieldValues fields) {
  try {
    make(kind, std::move(fields));
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

/// Any teacher, also with poles and taps at once, which no member has yet.
std::unique_ptr<Task> task_of(const LinearTeacher& teacher, bool complex_valued, std::int64_t washout = 0) {
  const FieldValues values{{"complex", complex_valued}, {"washout", washout}};
  Fields fields(values);
  return make_teacher_task(teacher, TeacherTaskSettings(fields));
}

TEST(Delay, target_is_the_input_some_samples_back) {
  for (const bool complex_valued : {false, true})
    for (const std::int64_t delay : {0, 1, 7, 130}) {
      const auto task = make("delay", {{"delay", delay}, {"complex", complex_valued}});
      const Drawn drawn = draw(*task, Part::training, 5, 400);
      for (std::int64_t t = 0; t < 400; ++t) ASSERT_EQ(drawn.clean[t], t < delay ? 0.0 : drawn.inputs[t - delay]) << delay << " " << t;
      EXPECT_EQ(task->trivial_risk(0, {}), 1);
    }
  EXPECT_EQ(draw(*make("delay", {{"delay", std::int64_t{2}}}), Part::training, 5, 100).inputs,
            draw(*make("leaky_memory", {{"decay", 0.9}}), Part::training, 5, 100).inputs);
}

TEST(TeacherTask, taps_and_poles_make_one_impulse_response) {
  const LinearTeacher teacher{{{0.6, 0.5}, {-0.4, 0.1}}, {{1, -2}, 0.5}, {{0.5, 1}, 0, {0, -2}}};
  const auto task = task_of(teacher, true);
  const Drawn drawn = draw(*task, Part::training, 5, 300);
  std::vector<Complex> response;
  double power = 0;
  for (std::size_t n = 0; n < 300; ++n) {
    Complex h = n < teacher.taps.size() ? teacher.taps[n] : 0.0;
    for (std::size_t k = 0; k < teacher.poles.size(); ++k) h += teacher.gains[k] * std::pow(teacher.poles[k], n);
    response.push_back(h);
    power += std::norm(h);
  }
  for (std::size_t t = 0; t < 300; ++t) {
    Complex y = 0;
    for (std::size_t n = 0; n <= t; ++n) y += response[n] * drawn.inputs[t - n];
    ASSERT_NEAR(std::abs(y - drawn.clean[t]), 0, 1e-11) << t;
  }
  EXPECT_NEAR(task->trivial_risk(0, {}), power, 1e-12);
}

TEST(TeacherTask, a_fresh_sequence_has_forgotten_the_inputs_before_it) {
  const std::uint64_t seed = 3;
  const auto task = task_of({{}, {}, {0, 0, 1}}, false, 1);
  const auto stream = task->open(Part::training, {&seed, 1}, portable_kernels());
  Arena inputs(10), observed(10), clean(10);
  const Samples samples{inputs.data(), observed.data(), clean.data()};
  for (int sequence = 0; sequence < 2; ++sequence) {
    if (sequence > 0) stream->restart();
    EXPECT_FALSE(stream->next(10, samples).scored);
    const double first = inputs[0];
    EXPECT_EQ(stream->next(10, samples).steps, 10);
    EXPECT_EQ(clean[0], 0);
    EXPECT_EQ(clean[1], first);
    EXPECT_EQ(clean[9], inputs[7]);
  }
}

TEST(Mixture, is_the_linear_teacher_with_its_decays_as_poles) {
  const auto mixture =
      make("mixture", {{"decays", std::vector<double>{0.3, 0.95}}, {"weights", std::vector<double>{1, 0.4}}, {"noise", 0.1}});
  const auto teacher =
      make("linear_teacher", {{"poles", std::vector<Complex>{0.3, 0.95}}, {"gains", std::vector<Complex>{1.0, 0.4}}, {"noise", 0.1}});
  EXPECT_EQ(draw(*mixture, Part::training, 5, 300).observed, draw(*teacher, Part::training, 5, 300).observed);
  EXPECT_EQ(mixture->trivial_risk(0, {}), teacher->trivial_risk(0, {}));
  EXPECT_EQ(make("mixture", {{"decays", std::vector<double>{0.3, 0.95}}})->facts().teacher->gains, std::vector<Complex>(2, 1.0));
}

TEST(Mixture, refuses_what_is_none) {
  EXPECT_EQ(complaint("mixture", {{"decays", std::vector<double>{0.3}}}),
            "decays: got 1 (a mixture has two or more). Did you mean the task 'leaky_memory'?");
  EXPECT_EQ(complaint("mixture", {{"decays", std::vector<double>{0.3, 0.5, 0.3}}}),
            "decays: 0.3 is listed twice (equal exponentials are one). Leave one out?");
  EXPECT_EQ(complaint("mixture", {{"decays", std::vector<double>{0.3, 0.5}}, {"weights", std::vector<double>{1.0}}}),
            "weights: 1 weights for 2 decays (one for each, or none)");
}

TEST(LeakyMemory, integrates_with_unit_power_unless_a_gain_is_given) {
  const auto memory = make("leaky_memory", {{"decay", 0.97}});
  EXPECT_NEAR(memory->trivial_risk(0, {}), 1, 1e-13);
  EXPECT_NEAR(make("leaky_memory", {{"decay", 0.6}, {"gain", 2.0}})->trivial_risk(0, {}), 4 / 0.64, 1e-13);
  const Drawn drawn = draw(*memory, Part::training, 5, 200);
  Complex integral = 0;
  for (std::size_t t = 0; t < 200; ++t) {
    integral = 0.97 * integral + std::sqrt(1 - 0.97 * 0.97) * drawn.inputs[t];
    ASSERT_NEAR(std::abs(integral - drawn.clean[t]), 0, 1e-13);
  }
}

TEST(TeacherTask, refuses_gains_whose_response_has_no_finite_power) {
  const std::string said = "gains: the response to white input has no finite power (they, or the taps, are too large). Scale them down?";
  const auto of_gain = [](double gain) {
    return complaint("linear_teacher", {{"poles", std::vector<Complex>{0.5}}, {"gains", std::vector<Complex>{gain}}});
  };
  EXPECT_EQ(of_gain(1e160), said);
  EXPECT_EQ(of_gain(1e150), "none");
}

/// Of the response as it is, lag by lag.
double summed_share(const LinearTeacher& teacher, std::int64_t first, std::int64_t samples) {
  std::vector<double> power(20'000);
  std::vector<Complex> modes = teacher.gains;
  for (std::size_t lag = 0; lag < power.size(); ++lag) {
    Complex response = 0;
    for (std::size_t k = 0; k < modes.size(); ++k) response += modes[k], modes[k] *= teacher.poles[k];
    power[lag] = std::norm(response);
  }
  double whole = 0, missing = 0;
  for (std::size_t lag = 0; lag < power.size(); ++lag) {
    whole += power[lag];
    missing += power[lag] * static_cast<double>(std::clamp<std::int64_t>(static_cast<std::int64_t>(lag) - first, 0, samples));
  }
  return missing / (whole * static_cast<double>(samples));
}

TEST(TeacherTask, knows_the_power_that_targets_lack_after_a_start_from_rest) {
  LinearTeacher delay;
  delay.taps.assign(51, 0.0);
  delay.taps.back() = 1;
  EXPECT_EQ(power_missing_from_rest(delay, 0, 50), 1);
  EXPECT_EQ(power_missing_from_rest(delay, 0, 1000), 0.05);
  EXPECT_EQ(power_missing_from_rest(delay, 30, 100), 0.2);
  EXPECT_EQ(power_missing_from_rest(delay, 50, 100), 0);
  const LinearTeacher slow{{0.99, {0.5, 0.8}, {0.5, -0.8}}, {1.0, {0.2, 0.1}, {0.2, -0.1}}};
  for (const std::int64_t first : {0, 7, 300})
    for (const std::int64_t samples : {1, 40, 5000})
      EXPECT_NEAR(power_missing_from_rest(slow, first, samples), summed_share(slow, first, samples), 1e-12) << first << " " << samples;
  EXPECT_EQ(power_missing_from_rest({{1.0}, {1.0}}, 0, 10), 0);
}

}  // namespace
}  // namespace polesweep
