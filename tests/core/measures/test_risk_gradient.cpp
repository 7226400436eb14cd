#include "core/measures/risk_gradient.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>

#include "core/block/draws.hpp"
#include "core/measures/exact_risk.hpp"
#include "core/numbers.hpp"
#include "core/run/cost.hpp"
#include "core/run/run.hpp"
#include "core/run/setup.hpp"
#include "tests/core/run/group_of.hpp"

namespace polesweep::test_risk_gradient {
namespace {

using Numbers = std::vector<double>;
constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

/// A network with a readout and a teacher; the weights are far from the teacher's.
struct Student {
  LinearSystem system;
  std::vector<Complex> weights;
  Regressors regressors;
  LinearTeacher teacher;
  bool complex_valued;

  double risk() const {
    const LinearSystem seen = regressors.inputs > 0 ? with_inputs_as_states(system) : system;
    return ExactRisk(seen, teacher, complex_valued).risk(weights, regressors);
  }
  RiskGradient gradient() const { return *risk_gradient(system, weights, regressors, teacher, complex_valued); }
};

/// dR/dRe + i dR/dIm by differences of the risk over +-1e-5.
Complex difference(Student& student, Complex& weight) {
  const auto along = [&](Complex direction) {
    const Complex kept = weight;
    weight = kept + 1e-5 * direction;
    const double above = student.risk();
    weight = kept - 1e-5 * direction;
    const double below = student.risk();
    weight = kept;
    return (above - below) / 2e-5;
  };
  return {along(1), student.complex_valued ? along({0, 1}) : 0};
}

void expect_differences(Student student) {
  const RiskGradient gradient = student.gradient();
  const auto expect = [&](const std::vector<Complex>& found, std::vector<Complex>& weights, const char* of) {
    ASSERT_EQ(found.size(), weights.size()) << of;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Complex expected = difference(student, weights[i]);
      const double tolerance = 1e-8 * (10 + std::abs(expected));
      EXPECT_NEAR(found[i].real(), expected.real(), tolerance) << of << i;
      if (student.complex_valued) EXPECT_NEAR(found[i].imag(), expected.imag(), tolerance) << of << i;
    }
  };
  expect(gradient.readout.entries(), student.weights, "readout ");
  expect(gradient.state.entries(), student.system.state, "state ");
  expect(gradient.input.entries(), student.system.input, "input ");
  expect(gradient.bias, student.system.bias, "bias ");
}

std::vector<Complex> real_draws(std::uint32_t array, std::int64_t count, double scale) {
  std::vector<Complex> numbers;
  for (const double value : draw_normals(5, Role::order, array, count)) numbers.emplace_back(scale * value);
  return numbers;
}

std::vector<Complex> complex_draws(std::uint32_t array, std::int64_t count, double scale) {
  std::vector<Complex> numbers = draw_complex_normals(5, Role::order, array, count);
  for (Complex& value : numbers) value *= scale;
  return numbers;
}

TEST(RiskGradient, of_a_dense_network_with_bias_and_intercept_is_that_of_differences) {
  const LinearTeacher teacher{.poles = {{0.6, 0.4}, {0.6, -0.4}, 0.3},
                              .gains = {{1, 0.5}, {1, -0.5}, 0.2, {-0.4, 0.1}, {-0.4, -0.1}, 0.7},
                              .inputs = 2,
                              .outputs = 2,
                              .input = {{1, 0.5}, {0.3, -1}, {1, -0.5}, {0.3, 1}, 0.5, -0.8}};
  expect_differences({{3, 2, real_draws(1, 9, 0.3), real_draws(2, 6, 1), real_draws(3, 3, 0.5)},
                      real_draws(4, 8, 1),
                      {.intercept = true},
                      teacher,
                      false});
}

TEST(RiskGradient, of_poles_that_see_conjugates_and_of_taps_is_that_of_differences) {
  const std::vector<Complex> poles = {std::polar(0.8, 0.3), std::polar(0.5, -2.0)};
  const LinearTeacher teacher{.poles = {{0.7, 0.2}}, .gains = {{1, 0.5}}, .taps = {0.5, {0, 2}, -1}};
  const LinearSystem system{2, 1, {poles[0], 0, 0, poles[1]}, complex_draws(1, 2, 1), complex_draws(2, 2, 0.3)};
  expect_differences({system, complex_draws(3, 5, 1), {.widely_linear = true, .intercept = true}, teacher, true});
}

TEST(RiskGradient, with_inputs_that_are_seen_is_that_of_differences) {
  const LinearTeacher teacher{.poles = {}, .gains = {}, .taps = {0.3, 0, 1}};
  expect_differences(
      {{3, 1, real_draws(1, 9, 0.3), real_draws(2, 3, 1), real_draws(3, 3, 0)}, real_draws(4, 4, 1), {.inputs = 1}, teacher, false});
}

// R = c^2/(1 - p^2) - 2 c g/(1 - p q) + g^2/(1 - q^2).
TEST(RiskGradient, of_one_pole_and_one_of_the_teacher_is_the_derivative_of_three_geometric_series) {
  const double p = 0.6;
  const double q = 0.9;
  const double c = 1.3;
  const double g = 0.7;
  const RiskGradient found = Student{{1, 1, {p}, {1}, {0}}, {c}, {}, {.poles = {q}, .gains = {g}}, false}.gradient();
  EXPECT_NEAR(found.readout(0, 0).real(), 2 * c / (1 - p * p) - 2 * g / (1 - p * q), 1e-14);
  EXPECT_NEAR(found.state(0, 0).real(), 2 * c * c * p / std::pow(1 - p * p, 2) - 2 * c * g * q / std::pow(1 - p * q, 2), 1e-14);
  EXPECT_NEAR(found.input(0, 0).real(), 2 * c * c / (1 - p * p) - 2 * c * g / (1 - p * q), 1e-14);
}

TEST(RiskGradient, of_no_stable_network_is_none) {
  const LinearTeacher teacher{.poles = {0.5}, .gains = {1.0}};
  EXPECT_FALSE(risk_gradient({1, 1, {1.0}, {1}, {0}}, {1.0}, {}, teacher, false));
  EXPECT_FALSE(risk_gradient({2, 1, {0.5, 0.9, 0.9, 0.5}, {1, 1}, {0, 0}}, {1.0, 1.0}, {}, teacher, false));
  EXPECT_FALSE(risk_gradient({1, 1, {0.5}, {1}, {0}}, {std::nan("")}, {}, teacher, false));
}

const Numbers& series(const std::vector<MeasuredSeries>& all, const std::string& name) {
  return std::find_if(all.begin(), all.end(), [&](const MeasuredSeries& one) { return one.name == name; })->values;
}

Point on_two_poles(const Member& network, const Member& recurrent, const Member& regime) {
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{{0.5, 0.3}, {0.5, -0.3}}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 0.0}}};
  const Member poles{"ring", {{"count", whole(5)}, {"radius", 0.7}}};
  return {task,  network, poles, recurrent, {"gradient", {{"initial_readout", std::string("gaussian")}}}, {"sgd", {{"step_size", 1e-12}}},
          regime};
}

// Sequences that are long beside the memory, of which the last sample alone counts: the mean update descends along half of the gradient.
TEST(RiskGradientNorm, is_twice_that_of_the_expected_update_of_exact_gradients) {
  const Member episodes{"episodes", {{"length", whole(120)}, {"loss", std::string("final")}, {"expected", true}}};
  const Member leaking{"dense", {{"leak", 0.5}}};
  const Member sparse{"dense", {{"input_density", 0.5}, {"keep_zeros", true}, {"basis", std::string("identity")}}};
  for (const Member& network : {Member{"diagonal", {}}, Member{"dense", {}}, leaking, sparse}) {
    const Point point = on_two_poles(network, {"bptt", {{"train_bias", false}}}, episodes);
    Measurement asked{{}, {"gradient_norm", "risk_gradient_norm"}, {"exact", 0}};
    asked.iterations = {1};
    for (const RunRecord& record : compute(group_of({point}, 3, asked), {}, portable_kernels())) {
      const double of_update = series(record.training, "gradient_norm").front();
      ASSERT_GT(of_update, 0.1);
      EXPECT_NEAR(series(record.training, "risk_gradient_norm").front() / of_update, 2, 1e-9) << network.kind;
    }
  }
}

// 2 |V - gains| times the power of the states where a readout alone learns, of poles that are the teacher's.
TEST(RiskGradientNorm, of_poles_that_stay_is_that_of_the_readout) {
  Point point = on_two_poles({"diagonal", {{"input_weights", std::string("ones")}}}, {"fixed", {}}, {"stream", {}});
  point.task = {"linear_teacher", {{"poles", std::vector<Complex>{0.8}}, {"gains", std::vector<Complex>{1.5}}, {"noise", 0.0}}};
  point.poles = {"explicit", {{"values", std::vector<Complex>{0.8}}}};
  point.readout = {"lms", {{"step_size", 1e-3}}};
  point.optimizer = {};
  const RunRecord record = compute(group_of({point}, 1, {{10, 100}, {"risk_gradient_norm"}, {"exact", 0}}), {}, portable_kernels()).front();
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_GT(record.risk[i], 1);
    EXPECT_NEAR(record.measures.front().values[i], 2 * std::sqrt(record.risk[i] / (1 - 0.64)), 1e-12);
  }
}

// arXiv 2501.08040: with step sizes that fall off as Robbins and Monro ask, the gradient of the long-run risk goes to zero.
TEST(RiskGradientNorm, of_online_gradients_falls_towards_zero) {
  Point point = on_two_poles({"diagonal", {}}, {"rtrl", {}}, {"stream", {}});
  point.optimizer = {"sgd", {{"step_size", 0.02}, {"schedule", std::string("power")}}};
  const Measurement asked{{10, 1000, 30000}, {"risk_gradient_norm"}, {"exact", 0}};
  for (const RunRecord& record : compute(group_of({point}, 4, asked), {}, portable_kernels())) {
    const Numbers& norms = record.measures.front().values;
    EXPECT_LT(norms[1], 0.5 * norms[0]);
    EXPECT_LT(norms[2], 0.1 * norms[0]);
  }
}

/// The norm at each length, with a test of so many samples; 0: in closed form.
Numbers norms_on(const Point& point, std::vector<std::int64_t> lengths, std::int64_t samples, std::uint64_t seed = 1) {
  const Evaluation evaluation = samples > 0 ? Evaluation{"holdout", samples} : Evaluation{"exact", 0};
  RunGroup group = group_of({point}, 1, {std::move(lengths), {"risk_gradient_norm"}, evaluation});
  group.seeds = {seed};
  return compute(group, {}, portable_kernels()).front().measures.front().values;
}

TEST(RiskGradientNorm, of_a_long_test_is_that_in_closed_form) {
  const Member dense{"dense", {{"leak", 0.5}}};
  for (const Member& network : {Member{"diagonal", {}}, dense})
    for (const char* rule : {"rtrl", "fixed"}) {
      Point point = on_two_poles(network, {rule, {}}, {"stream", {}});
      point.optimizer = {"sgd", {{"step_size", 1e-3}}};
      const Numbers exact = norms_on(point, {10, 300}, 0);
      const Numbers tested = norms_on(point, {10, 300}, 200'000);
      for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(tested[i] / exact[i], 1, 0.02) << network.kind << " " << rule;
    }
}

// One pole that is the teacher's: 2 |V - gain| P and the risk |V - gain|^2 P have one power P of the test's states in them.
TEST(RiskGradientNorm, of_a_readout_alone_has_the_power_of_the_tests_states) {
  Point point = on_two_poles({"diagonal", {{"input_weights", std::string("ones")}}}, {"fixed", {}}, {"stream", {}});
  point.task = {"linear_teacher", {{"poles", std::vector<Complex>{0.8}}, {"gains", std::vector<Complex>{1.5}}, {"noise", 0.0}}};
  point.poles = {"explicit", {{"values", std::vector<Complex>{0.8}}}};
  point.readout = {"lms", {{"step_size", 1e-3}}};
  point.optimizer = {};
  const RunRecord record =
      compute(group_of({point}, 1, {{10, 100}, {"risk_gradient_norm"}, {"holdout", 5000}}), {}, portable_kernels()).front();
  const auto power = [&](std::size_t i) {
    return record.measures.front().values[i] * record.measures.front().values[i] / 4 / record.risk[i];
  };
  EXPECT_NEAR(power(0), 1 / (1 - 0.64), 0.5);
  EXPECT_NEAR(power(1) / power(0), 1, 1e-12);
}

TEST(RiskGradientNorm, of_a_test_is_infinite_once_all_runs_have_diverged) {
  for (const char* rule : {"rtrl", "fixed"}) {
    Point point = on_two_poles({"diagonal", {}}, {rule, {}}, {"stream", {}});
    point.optimizer = {"sgd", {{"step_size", 1e6}}};
    EXPECT_EQ(norms_on(point, {1000}, 50).front(), infinity);
  }
}

TEST(RiskGradientNorm, over_a_test_takes_memory_for_the_tape_of_a_dense_network) {
  const polesweep::Setup setup = Setups().of(on_two_poles({"dense", {}}, {"rtrl", {}}, {"stream", {}}));
  const auto bytes = [&](std::vector<std::string> metrics, std::int64_t samples) {
    return run_cost(setup, {{100}, std::move(metrics), {"holdout", samples}}).bytes;
  };
  // States and inputs of each sample, and its error.
  EXPECT_EQ(bytes({"risk_gradient_norm"}, 3000) - bytes({"risk_gradient_norm"}, 2000), 8 * 1000 * (5 + 1 + 1 + 1));
  EXPECT_EQ(bytes({}, 3000), bytes({}, 2000));
}

TEST(RiskGradientNorm, while_runs_learn_is_not_measured) {
  const Point point = on_two_poles({"diagonal", {}}, {"rtrl", {}}, {"stream", {}});
  const RunRecord record =
      compute(group_of({point}, 1, {{10}, {"risk_gradient_norm"}, {"prequential", 10}}), {}, portable_kernels()).front();
  EXPECT_TRUE(std::isnan(record.measures.front().values.front()));
}

}  // namespace
}  // namespace polesweep::test_risk_gradient
