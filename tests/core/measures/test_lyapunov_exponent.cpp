#include "core/measures/lyapunov_exponent.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "tests/core/run/group_of.hpp"

/// Copies of a network that begin in different states: lyapunov_exponent.
namespace polesweep {
namespace {

const Member delay{"delay", {{"delay", std::int64_t{2}}, {"washout", std::int64_t{300}}}};
const Member complex_teacher{"linear_teacher",
                             {{"complex", true},
                              {"poles", std::vector<Complex>{{0.4, 0.3}}},
                              {"gains", std::vector<Complex>{{1.0, 0.0}}},
                              {"washout", std::int64_t{300}}}};
const Member rls{"rls", {}};

Member random_poles(std::int64_t count, double radius) { return {"random", {{"count", count}, {"radius", radius}}}; }

std::vector<RunRecord> records_of(const std::vector<Point>& points, std::vector<std::string> metrics,
                                  const std::string& evaluation = "holdout", const KernelSet& kernels = portable_kernels(),
                                  std::int64_t samples = 20'000) {
  return compute(group_of(points, 2, {{50, 300}, std::move(metrics), {evaluation, samples}}), {}, kernels);
}

/// At the last mark of the first seed.
double exponent_of(const Point& point, const std::string& evaluation = "holdout") {
  return records_of({point}, {"lyapunov_exponent"}, evaluation).at(0).measures.at(0).values.back();
}

TEST(LyapunovExponent, of_a_linear_network_is_the_logarithm_of_its_largest_pole) {
  for (const double radius : {0.5, 0.95}) {
    EXPECT_NEAR(exponent_of({delay, {"dense", {}}, random_poles(8, radius), {"fixed", {}}, rls}), std::log(radius), 3e-4) << radius;
    EXPECT_NEAR(exponent_of({delay, {"diagonal", {}}, {"ring", {{"count", std::int64_t{6}}, {"radius", radius}}}, {"fixed", {}}, rls}),
                std::log(radius), 3e-4)
        << radius;
    EXPECT_NEAR(exponent_of({complex_teacher, {"diagonal", {}}, random_poles(5, radius), {"fixed", {}}, rls}), std::log(radius), 3e-4)
        << radius;
  }
  // A leak of 0.3 makes 0.7 + 0.3 p of a pole p.
  const Member listed{"explicit", {{"values", std::vector<Complex>{0.9, 0.2}}}};
  EXPECT_NEAR(exponent_of({delay, {"dense", {{"leak", 0.3}}}, listed, {"fixed", {}}, rls}), std::log(0.97), 3e-4);
}

// States that are large, or grow, have a rounding of their own size.
TEST(LyapunovExponent, is_right_where_states_are_large) {
  const auto linear = [](double pole, double input_scale) {
    const Member poles{"explicit", {{"values", std::vector<Complex>{pole, 0.3}}}};
    return exponent_of({delay, {"dense", {{"input_scale", input_scale}}}, poles, {"fixed", {}}, rls});
  };
  for (const double pole : {1.001, 1.005, 1.01}) EXPECT_NEAR(linear(pole, 1), std::log(pole), 1e-6) << pole;
  EXPECT_NEAR(linear(0.9, 1e12), std::log(0.9), 3e-4);
  EXPECT_NEAR(linear(0.9, 1e-12), std::log(0.9), 3e-4);
  EXPECT_TRUE(std::isnan(linear(1.05, 1))) << "of states that outgrow all numbers";
}

TEST(LyapunovExponent, of_tanh_units_is_that_of_a_tangent_by_hand) {
  for (const bool on_voltage : {false, true}) {
    const Member network{
        "dense",
        {{"activation", std::string("tanh")}, {"leak", 0.6}, {"bias", 0.2}, {"leak_on", std::string(on_voltage ? "voltage" : "activity")}}};
    const Member poles = random_poles(3, 1.4);
    const double found = exponent_of({delay, network, poles, {"fixed", {}}, rls});

    const std::uint64_t seed[] = {0};
    const auto built = make_network(network)->build(*make_poles(poles), {1, false, seed, portable_kernels()});
    const std::vector<Complex> w = built->recurrent_matrix(built->start().data(), 0);
    const std::vector<Complex> u = built->input_weights(built->start().data(), 0);
    const std::vector<Complex> b = built->bias(built->start().data(), 0);
    const auto stream = make_task(delay, data::DataFiles())->open(Part::test, seed, portable_kernels());
    std::vector<double> state(3), tangent{1, 2, 3};
    double sum = 0;
    for (int t = 0; t < 20'300; ++t) {
      double input[1], observed[1], clean[1];
      ASSERT_EQ(stream->next(1, {input, observed, clean}).steps, 1);
      const std::vector<double> old = state, direction = tangent;
      double square = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        double drive = u[i].real() * *input + b[i].real(), turned = 0;
        for (std::size_t j = 0; j < 3; ++j) {
          const double activity = on_voltage ? std::tanh(old[j]) : old[j];
          drive += w[3 * i + j].real() * activity;
          turned += w[3 * i + j].real() * (on_voltage ? 1 - activity * activity : 1) * direction[j];
        }
        const double fresh = on_voltage ? drive : std::tanh(drive);
        state[i] = 0.4 * old[i] + 0.6 * fresh;
        tangent[i] = 0.4 * direction[i] + 0.6 * (on_voltage ? 1 : 1 - fresh * fresh) * turned;
        square += tangent[i] * tangent[i];
      }
      for (double& entry : tangent) entry /= std::sqrt(square);
      if (t >= 300) sum += std::log(square) / 2;
    }
    EXPECT_NEAR(found, sum / 20'000, 1e-6) << on_voltage;
  }
}

TEST(LyapunovExponent, of_a_network_that_learns_is_of_its_weights_at_each_mark) {
  const Point point{delay, {"dense", {}}, random_poles(4, 0.7), {"rtrl", {}}, {"gradient", {}}, {"sgd", {{"step_size", 0.01}}}};
  for (const RunRecord& record : records_of({point}, {"lyapunov_exponent", "spectral_radius"})) {
    const std::vector<double>& exponents = record.measures.at(0).values;
    ASSERT_EQ(exponents.size(), 2u);
    EXPECT_GT(std::abs(exponents[0] - exponents[1]), 1e-3);
    for (std::size_t mark = 0; mark < 2; ++mark) EXPECT_NEAR(exponents[mark], std::log(record.measures.at(1).values[mark]), 3e-4);
  }
}

TEST(LyapunovExponent, of_states_that_hold_past_inputs_alone_is_minus_infinity) {
  EXPECT_EQ(
      exponent_of(
          {delay, {"dense", {{"input_weights", std::string("first")}}}, {"delay_line", {{"count", std::int64_t{3}}}}, {"fixed", {}}, rls}),
      -INFINITY);
}

TEST(LyapunovExponent, is_the_same_among_neighbours_and_leaves_the_risk_alone) {
  const Member network{"dense", {{"activation", std::string("tanh")}}};
  const Member poles = random_poles(6, 1.2);
  const std::vector<Point> points{{delay, network, poles, {"fixed", {}}, {"ridge", {}}},
                                  {delay, network, poles, {"fixed", {}}, rls},
                                  {delay, network, poles, {"rtrl", {}}, {"gradient", {}}, {"sgd", {{"step_size", 0.01}}}}};
  const auto measured = [](const std::vector<Point>& of, std::vector<std::string> metrics, const KernelSet& kernels) {
    return records_of(of, std::move(metrics), "holdout", kernels, 500);
  };
  const std::vector<RunRecord> together = measured(points, {"lyapunov_exponent", "state_condition"}, kernels());
  const std::vector<RunRecord> without = measured(points, {"state_condition"}, kernels());
  ASSERT_EQ(together.size(), 6u);
  for (std::size_t i = 0; i < 3; ++i)
    for (const RunRecord& one : measured({points[i]}, {"lyapunov_exponent"}, portable_kernels()))
      for (const RunRecord& other : together)
        if (other.key.point.low == i && other.key.seed == one.key.seed) EXPECT_EQ(other.measures[0].values, one.measures[0].values) << i;
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(together[i].risk, without[i].risk);
    EXPECT_EQ(together[i].measures[1].values, without[i].measures[0].values);
    for (const double value : together[i].measures[0].values) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(LyapunovExponent, is_of_holdout_tests_and_of_networks_that_have_not_diverged) {
  const Point point{delay, {"dense", {}}, random_poles(3, 0.5), {"fixed", {}}, rls};
  EXPECT_TRUE(std::isnan(exponent_of(point, "prequential")));
  EXPECT_TRUE(std::isnan(exponent_of({{"linear_teacher", {{"poles", std::vector<Complex>{0.5}}, {"gains", std::vector<Complex>{1.0}}}},
                                      {"dense", {}},
                                      random_poles(3, 0.5),
                                      {"fixed", {}},
                                      rls},
                                     "exact")));
  EXPECT_TRUE(std::isnan(
      exponent_of({delay, {"dense", {}}, random_poles(3, 0.5), {"rtrl", {}}, {"gradient", {}}, {"sgd", {{"step_size", 1e30}}}})));
  // A readout that has diverged leaves the network alone.
  EXPECT_NEAR(exponent_of({delay, {"dense", {}}, random_poles(3, 0.5), {"fixed", {}}, {"lms", {{"step_size", 1e30}}}}), std::log(0.5),
              3e-4);
}

TEST(CoupledCopies, begin_anew_with_a_segment_and_count_what_is_scored) {
  const std::uint64_t seed[] = {0};
  const Member poles{"explicit", {{"values", std::vector<Complex>{0.8}}}};
  const auto network = make_network({"diagonal", {}})->build(*make_poles(poles), {1, false, seed, portable_kernels()});
  const std::vector<double> inputs{1, -1, 3, 0.5};
  CoupledCopies copies(*network, portable_kernels());
  const auto pass = [&](int steps, bool scored, bool starts) {
    copies.advance(network->start().data(), {steps, scored, starts}, inputs.data());
    return copies.exponents().at(0);
  };
  EXPECT_TRUE(std::isnan(pass(4, false, true)));
  EXPECT_NEAR(pass(4, true, false), std::log(0.8), 1e-9);
  EXPECT_NEAR(pass(3, false, true), std::log(0.8), 1e-9);
  EXPECT_NEAR(pass(2, true, false), std::log(0.8), 1e-9);
}

}  // namespace
}  // namespace polesweep
