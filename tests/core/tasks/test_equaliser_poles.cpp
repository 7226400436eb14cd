#include "core/tasks/equaliser_poles.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/poles/poles.hpp"
#include "core/run/run.hpp"

namespace polesweep {
namespace {

Fading make_fading(FieldValues values) {
  Fields fields(values);
  Fading made(fields);
  made.check();
  return made;
}

std::vector<Complex> ring(int count, double radius) {
  return make_poles({"ring", {{"count", std::int64_t{count}}, {"radius", radius}}})->poles(0, true);
}

/// The same by what the states are made of: symbols and noises of the last 400 samples.
double by_vectors(const std::vector<Complex>& poles, const KnownChannel& channel, int delay) {
  const int half = 400, count = static_cast<int>(poles.size());
  Eigen::MatrixXcd states = Eigen::MatrixXcd::Zero(count, 2 * half);
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < half; ++j) {
      const Complex power = std::pow(poles[static_cast<std::size_t>(i)], j);
      states(i, half + j) = power * std::sqrt(channel.noise_power);
      for (int k = 0; k < static_cast<int>(channel.taps.size()) && j + k < half; ++k)
        states(i, j + k) += power * channel.taps[static_cast<std::size_t>(k)];
    }
  const Eigen::VectorXcd wanted = states.col(delay) * std::conj(channel.correlation);
  const Eigen::MatrixXcd gram = states * states.adjoint();
  return 1 - wanted.dot(gram.llt().solve(wanted)).real();
}

TEST(EqualiserPoles, risk_is_that_of_the_states_they_make) {
  const std::vector<Complex> poles = {{0.5, 0.3}, {-0.7, 0.1}, {0.9, 0}, {0, 0}};
  for (const std::vector<Complex>& taps : {std::vector<Complex>{{0.6, 0.2}, {-0.5, 0.4}, {0, 0.3}}, std::vector<Complex>{1.0}})
    for (const int delay : {0, 1, 2, 3, 9}) {
      const KnownChannel channel{taps, 0.05, Complex(0.9, 0.2)};
      EXPECT_NEAR(readout_risk(poles, channel, delay), by_vectors(poles, channel, delay), 2e-8) << taps.size() << " " << delay;
    }
  EXPECT_EQ(readout_risk({{0.5, 0}, {0, 1}}, {{1.0}, 0.1, 1}, 0), INFINITY);
}

TEST(EqualiserPoles, no_poles_do_better_than_the_longest_equaliser) {
  const KnownChannel channel{{{0.6, 0.2}, {-0.5, 0.4}, {0, 0.3}}, 0.05, 1};
  const double bound = equaliser_risk(channel, 300, 4);
  const double risk = readout_risk(ring(16, 0.7), channel, 4);
  EXPECT_GT(risk, bound);
  EXPECT_LT(risk, 1.05 * bound);
  // States that are the same but for rounding have no risk of rounding.
  const Fading rayleigh = make_fading({{"fading", std::string("rayleigh")}});
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const KnownChannel drawn{rayleigh.taps(seed), 0.001, 1};
    for (int step = 1; step < 8; ++step) EXPECT_GT(readout_risk(ring(12, 0.05 * step), drawn, 8), equaliser_risk(drawn, 60, 8)) << step;
  }
}

TEST(EqualiserPoles, are_at_least_as_good_as_every_ring_on_what_they_are_chosen_by) {
  const Fading given = make_fading({{"taps", std::vector<Complex>{{1, 0}, {0.5, -0.3}, {0, 0.2}}}});
  const KnownChannel channel{given.taps(0), 0.01, 1};
  const double chosen = readout_risk(equaliser_poles(given, 0.01, 2, 3), channel, 2);
  double least = INFINITY;
  for (int step = 1; step < 20; ++step) least = std::min(least, readout_risk(ring(3, 0.05 * step), channel, 2));
  EXPECT_LT(chosen, 0.9 * least);
  EXPECT_GE(chosen, equaliser_risk(channel, 300, 2) - 1e-8);
}

TEST(EqualiserPoles, serve_channels_that_they_have_not_seen) {
  const Fading rayleigh = make_fading({{"fading", std::string("rayleigh")}});
  const std::vector<Complex> chosen = equaliser_poles(rayleigh, 0.01, 8, 12);
  double sums[3] = {};
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const KnownChannel channel{rayleigh.taps(seed), 0.01, 1};
    sums[0] += readout_risk(chosen, channel, 8);
    sums[1] += readout_risk(ring(12, 0.6), channel, 8);
    sums[2] += readout_risk(ring(12, 0.9), channel, 8);
  }
  EXPECT_LT(sums[0], 1.02 * sums[1]);
  EXPECT_LT(sums[0], 0.9 * sums[2]);
  for (const Complex& pole : chosen) EXPECT_LT(std::abs(pole), 0.98);
}

TEST(EqualiserPoles, networks_take_them_from_their_task) {
  const FieldValues task = {{"fading", std::string("rayleigh")}, {"snr", 20.0}, {"delay", std::int64_t{8}}};
  RunGroup group;
  group.points.push_back(
      {{"channel", task}, {"diagonal", {}}, {"from_channel", {{"count", std::int64_t{6}}}}, {"fixed", {}}, {"ridge", {{"penalty", 1e-9}}}});
  group.ids = {{0, 1}};
  group.seeds = {3};
  group.wanted = {true};
  group.measurement = {{50000}, {}, {"holdout", 50000}};
  const double risk = compute(group, {}, portable_kernels()).at(0).risk.at(0);
  const Fading rayleigh = make_fading({{"fading", std::string("rayleigh")}});
  const double expected = readout_risk(equaliser_poles(rayleigh, 0.01, 8, 6), {rayleigh.taps(3), 0.01, 1}, 8);
  EXPECT_NEAR(risk, expected, 0.02 * expected);
}

TEST(EqualiserPoles, other_tasks_have_none) {
  const auto setting = make_poles({"from_channel", {{"count", std::int64_t{6}}}});
  EXPECT_EQ(setting->count(), 6);
  try {
    setting->poles(0, true);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "from_channel: knows no channel (it takes the task channel, and ofdm with one antenna)");
  }
}

}  // namespace
}  // namespace polesweep
