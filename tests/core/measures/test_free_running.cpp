#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/run/free_runs.hpp"
#include "core/tasks/task.hpp"
#include "tests/core/run/group_of.hpp"

/// Networks left to themselves: free_running_nrmse84.
namespace polesweep {
namespace {

const Member line{"delay_line", {{"count", std::int64_t{2}}}};
const Member driven_by_one{"dense", {{"input_weights", std::string("first")}}};
const Member exact_fit{"ridge", {{"penalty", 0.0}}};

/// A readout that stays as it is.
Member stays(const std::vector<Complex>& weights, const std::string& regressors = "states") {
  return {"lms",
          {{"step_size", 1e-300}, {"initial_readout", std::string("listed")}, {"initial_weights", weights}, {"regressors", regressors}}};
}

Member sines(double period, std::int64_t horizon = 1, double noise = 0) {
  return {"sines", {{"periods", std::vector<double>{period}}, {"horizon", horizon}, {"input_noise", noise}, {"washout", std::int64_t{5}}}};
}

RunRecord record_of(const Point& point, std::int64_t samples, std::vector<std::string> metrics = {"free_running_nrmse84"}) {
  return compute(group_of({point}, 1, {{200}, std::move(metrics), {"holdout", samples}}), {}, portable_kernels()).at(0);
}

double error_of(const Point& point, std::int64_t samples) { return record_of(point, samples).measures.at(0).values.at(0); }

TEST(FreeRunning, an_oscillator_goes_on_as_the_sine_that_it_has_learnt) {
  EXPECT_LT(error_of({sines(17.3), driven_by_one, line, {"fixed", {}}, exact_fit}, 1000), 1e-9);
  // Of one past input alone there is no oscillator.
  EXPECT_GT(error_of({sines(17.3), driven_by_one, {"delay_line", {{"count", std::int64_t{1}}}}, {"fixed", {}}, exact_fit}, 1000), 0.5);
}

TEST(FreeRunning, of_outputs_that_decay_is_the_closed_form) {
  // y = 0.99 x: after 84 samples 0.99^84 of the true input that the run began with. Five runs see each phase alike: 2 * 84/30 * 5 turns.
  const double kept = std::pow(0.99, 84);
  const double expected = std::sqrt(1 - 2 * kept * std::cos(84 * 2 * M_PI / 30) + kept * kept);
  const Point point{sines(30), driven_by_one, line, {"fixed", {}}, stays({0.99, 0.0})};
  EXPECT_NEAR(error_of(point, 5 * 84), expected, 1e-12);
  EXPECT_EQ(error_of(point, 5 * 84 + 83), error_of(point, 5 * 84)) << "a run that does not come to its end does not count";
  EXPECT_TRUE(std::isnan(error_of(point, 83)));
}

TEST(FreeRunning, follows_a_network_step_by_step) {
  // The same by hand: 3 tanh units, a readout of states and input, and the test as the task draws it.
  const Member task{"mackey_glass", {{"washout", std::int64_t{20}}}};
  const Member network{"dense", {{"activation", std::string("tanh")}, {"leak", 0.6}, {"bias", 0.2}}};
  const Member poles{"random", {{"count", std::int64_t{3}}, {"radius", 0.7}}};
  const std::vector<Complex> readout{0.3, -0.2, 0.4, 0.7};
  constexpr int runs = 3;
  const RunRecord record = record_of({task, network, poles, {"fixed", {}}, stays(readout, "states_and_inputs")}, runs * FreeRuns::length);

  const std::uint64_t seed[] = {0};
  const auto built = make_network(network)->build(*make_poles(poles), {1, false, seed, portable_kernels()});
  const std::vector<Complex> w = built->recurrent_matrix(built->start().data(), 0);
  const std::vector<Complex> u = built->input_weights(built->start().data(), 0);
  const std::vector<Complex> b = built->bias(built->start().data(), 0);
  const auto step = [&](std::vector<double>& s, double x) {
    const std::vector<double> old = s;
    double y = readout[3].real() * x;
    for (std::size_t i = 0; i < 3; ++i) {
      double drive = u[i].real() * x + b[i].real();
      for (std::size_t j = 0; j < 3; ++j) drive += w[3 * i + j].real() * old[j];
      s[i] = 0.4 * old[i] + 0.6 * std::tanh(drive);
      y += readout[i].real() * s[i];
    }
    return y;
  };
  const auto made = make_task(task, data::DataFiles());
  const auto stream = made->open(Part::test, seed, portable_kernels());
  std::vector<double> inputs;
  double input[1], observed[1], clean[1];
  while (inputs.size() < 20 + runs * FreeRuns::length + 1) {
    ASSERT_EQ(stream->next(1, {input, observed, clean}).steps, 1);
    inputs.push_back(*input);
  }
  std::vector<double> led(3);
  double sum = 0;
  for (std::size_t t = 0; t + 1 < inputs.size(); ++t) {
    if (t >= 20 && (t - 20) % FreeRuns::length == 0) {
      std::vector<double> freed = led;
      double output = inputs[t];
      for (int k = 0; k < FreeRuns::length; ++k) output = step(freed, output);
      const double error = output - inputs[t + FreeRuns::length];
      sum += error * error;
    }
    step(led, inputs[t]);
  }
  EXPECT_NEAR(record.measures.at(0).values.at(0), std::sqrt(sum / runs / record.trivial_risk), 1e-12);
}

TEST(FreeRunning, is_the_same_among_neighbours_and_leaves_the_risk_alone) {
  const Member task{"mackey_glass", {{"washout", std::int64_t{20}}}};
  const Member network{"dense", {{"activation", std::string("tanh")}, {"bias", 0.2}}};
  const Member poles{"random", {{"count", std::int64_t{6}}, {"radius", 0.7}}};
  const Member descent{"sgd", {{"step_size", 0.01}}};
  const std::vector<Point> points{{task, network, poles, {"fixed", {}}, {"ridge", {{"intercept", true}}}},
                                  {task, network, poles, {"fixed", {}}, {"rls", {}}},
                                  {task, network, poles, {"rtrl", {}}, {"gradient", {}}, descent}};
  const auto measured = [&](std::vector<Point> of, std::vector<std::string> metrics, const KernelSet& kernels) {
    return compute(group_of(std::move(of), 3, {{50, 300}, std::move(metrics), {"holdout", 500}}), {}, kernels);
  };
  const std::vector<RunRecord> together = measured(points, {"free_running_nrmse84", "state_condition"}, kernels());
  const std::vector<RunRecord> without = measured(points, {"state_condition"}, kernels());
  ASSERT_EQ(together.size(), 9u);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::vector<RunRecord> alone = measured({points[i]}, {"free_running_nrmse84"}, portable_kernels());
    for (const RunRecord& one : alone)
      for (const RunRecord& other : together)
        if (other.key.point.low == i && other.key.seed == one.key.seed) EXPECT_EQ(other.measures[0].values, one.measures[0].values) << i;
  }
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(together[i].risk, without[i].risk);
    EXPECT_EQ(together[i].measures[1].values, without[i].measures[0].values);
    for (const double value : together[i].measures[0].values) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(FreeRunning, is_of_tests_whose_targets_are_the_next_inputs) {
  const auto of = [](const Member& task, const std::string& evaluation) {
    const Point point{task, driven_by_one, line, {"fixed", {}}, {"rls", {}}};
    return compute(group_of({point}, 1, {{200}, {"free_running_nrmse84"}, {evaluation, 200}}), {}, portable_kernels())
        .at(0)
        .measures.at(0)
        .values.at(0);
  };
  EXPECT_TRUE(std::isfinite(of(sines(30), "holdout")));
  EXPECT_TRUE(std::isnan(of(sines(30), "prequential")));
  EXPECT_TRUE(std::isnan(of(sines(30, 2), "holdout")));
  EXPECT_TRUE(std::isnan(of(sines(30, 1, 0.1), "holdout")));
  EXPECT_TRUE(std::isnan(of({"delay", {{"delay", std::int64_t{2}}}}, "holdout")));
  EXPECT_TRUE(std::isnan(of({"adding", {}}, "holdout"))) << "two inputs, one output";
}

TEST(FreeRunning, is_infinite_once_a_run_has_diverged) {
  EXPECT_EQ(error_of({sines(30), driven_by_one, line, {"fixed", {}}, {"lms", {{"step_size", 1e30}}}}, 200), INFINITY);
  EXPECT_TRUE(std::isnan(error_of({sines(30, 2), driven_by_one, line, {"fixed", {}}, {"lms", {{"step_size", 1e30}}}}, 200)));
  // Outputs that outgrow all numbers, of a run that has not.
  EXPECT_EQ(error_of({sines(30), driven_by_one, line, {"fixed", {}}, stays({1e6, 0.0})}, 200), INFINITY);
}

TEST(FreeRunning, begins_anew_with_a_segment) {
  TaskFacts facts;
  FreeRuns runs(facts, 1);
  std::vector<double> series(200);
  for (std::size_t t = 0; t < 200; ++t) series[t] = static_cast<double>(t * t);
  std::size_t at = 0;
  const auto pass = [&](int steps, bool scored, bool starts) {
    const Stream::Piece piece{steps, scored, starts};
    runs.look(piece, series.data() + at, series.data() + at + 1);
    const int done = runs.done();
    runs.pass(piece);
    at += static_cast<std::size_t>(steps);
    return done;
  };
  EXPECT_EQ(pass(10, false, true), 0);
  EXPECT_EQ(pass(60, true, false), 0);
  EXPECT_EQ(runs.at_most(64), 24);
  EXPECT_EQ(pass(24, true, false), 60);
  EXPECT_EQ(pass(30, true, false), 0);
  at += 7;  // a gap
  EXPECT_EQ(pass(5, true, true), 0) << "the run that the gap has cut is over";
  EXPECT_EQ(pass(5, true, false), 5);
  EXPECT_TRUE(runs.apply_to(0));
  series[at] = -1;
  pass(3, true, false);
  EXPECT_FALSE(runs.apply_to(0)) << "the first input of a piece is not the last target of the one before";
}

}  // namespace
}  // namespace polesweep
