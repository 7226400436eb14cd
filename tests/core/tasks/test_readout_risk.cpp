#include "core/tasks/readout_risk.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/block/draws.hpp"
#include "core/members/fields.hpp"
#include "core/poles/poles.hpp"
#include "core/run/run.hpp"
#include "core/tasks/fading.hpp"

namespace polesweep::test_readout_risk {
namespace {

const std::vector<Complex> four_poles = {{0.5, 0.3}, {-0.7, 0.1}, {0.9, 0}, {0, 0}};

Fading make_fading(FieldValues values) {
  Fields fields(values);
  Fading made(fields);
  made.check();
  return made;
}

std::vector<Complex> ring(int count, double radius) {
  return make_poles({"ring", {{"count", std::int64_t{count}}, {"radius", radius}}})->poles(0, true);
}

/// Links with three taps each, one of which is missing, and input weights.
KnownLinks drawn_links(std::size_t antennas, double noise_power) {
  KnownLinks links{.antennas = antennas, .noise_power = noise_power, .correlation = Complex(0.9, 0.2)};
  for (std::size_t link = 0; link < antennas * antennas; ++link)
    links.taps.push_back(draw_complex_normals(5, Role::data_channel, static_cast<std::uint32_t>(link), 3));
  if (antennas > 1) links.taps[1].clear();
  return links;
}

std::vector<Complex> drawn_input(std::size_t states, std::size_t antennas) {
  return draw_complex_normals(6, Role::input_weights, 0, static_cast<std::int64_t>(states * antennas));
}

/// The same by what the states are made of: the samples of each sender and the noises of each receiver for 400 times.
double by_convolution(const std::vector<Complex>& poles, const std::vector<Complex>& input, const KnownLinks& links, int delay) {
  const int half = 400, count = static_cast<int>(poles.size()), antennas = static_cast<int>(links.antennas);
  Eigen::MatrixXcd states = Eigen::MatrixXcd::Zero(count, 2 * antennas * half);
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < half; ++j)
      for (int r = 0; r < antennas; ++r) {
        const Complex response = std::pow(poles[static_cast<std::size_t>(i)], j) * input[static_cast<std::size_t>(i * antennas + r)];
        states(i, (antennas + r) * half + j) = response * std::sqrt(links.noise_power);
        for (int s = 0; s < antennas; ++s) {
          const std::vector<Complex>& taps = links.taps[static_cast<std::size_t>(r * antennas + s)];
          for (int k = 0; k < static_cast<int>(taps.size()) && j + k < half; ++k)
            states(i, s * half + j + k) += response * taps[static_cast<std::size_t>(k)];
        }
      }
  Eigen::MatrixXcd gram = states * states.adjoint();
  gram.diagonal() *= 1 + 1e-9;
  double risk = antennas;
  for (int s = 0; s < antennas; ++s) {
    const Eigen::VectorXcd wanted = states.col(s * half + delay) * std::conj(links.correlation);
    risk -= wanted.dot(gram.llt().solve(wanted)).real();
  }
  return risk;
}

TEST(ReadoutRisk, is_that_of_the_states_that_links_make) {
  for (const std::size_t antennas : {1u, 2u, 3u})
    for (const int delay : {0, 1, 2, 3, 9}) {
      const KnownLinks links = drawn_links(antennas, 0.05);
      const std::vector<Complex> input = drawn_input(four_poles.size(), antennas);
      EXPECT_NEAR(readout_risk(four_poles, input, links, delay), by_convolution(four_poles, input, links, delay), 1e-10)
          << antennas << " " << delay;
    }
  EXPECT_EQ(readout_risk({{0.5, 0}, {0, 1}}, drawn_input(2, 2), drawn_links(2, 0.1), 0), INFINITY);
}

TEST(ReadoutRisk, of_one_antenna_knows_no_input_weights) {
  for (const std::vector<Complex>& taps : {std::vector<Complex>{{0.6, 0.2}, {-0.5, 0.4}, {0, 0.3}}, std::vector<Complex>{1.0}})
    for (const int delay : {0, 1, 2, 3, 9}) {
      const KnownChannel channel{taps, 0.05, Complex(0.9, 0.2)};
      const std::vector<Complex> input = drawn_input(four_poles.size(), 1);
      EXPECT_NEAR(readout_risk(four_poles, channel, delay), by_convolution(four_poles, input, {1, {taps}, 0.05, Complex(0.9, 0.2)}, delay),
                  1e-10)
          << taps.size() << " " << delay;
    }
  EXPECT_EQ(readout_risk({{0.5, 0}, {0, 1}}, KnownChannel{{1.0}, 0.1, 1}, 0), INFINITY);
}

/// Poles that are stored were chosen by these bits.
TEST(ReadoutRisk, of_one_antenna_is_what_it_was) {
  const KnownChannel channel{{{0.6, 0.2}, {-0.5, 0.4}, {0, 0.3}}, 0.05, Complex(0.9, 0.2)};
  EXPECT_EQ(readout_risk(four_poles, channel, 3), 0x1.6c428641f384ap-2);
  const KnownChannel drawn{make_fading({{"fading", std::string("rayleigh")}}).taps(7), 0.01, 1};
  EXPECT_EQ(readout_risk({{0.5, 0.3}, {-0.7, 0.1}, {0.9, 0}, {0.1, 0}}, drawn, 8), 0x1.bfb5529b76974p-1);
}

TEST(ReadoutRisk, no_poles_do_better_than_the_longest_equaliser) {
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

TEST(ReadoutRisk, of_links_that_do_not_cross_is_the_sum_of_their_channels) {
  const std::vector<Complex> taps[] = {{{0.6, 0.2}, {-0.5, 0.4}}, {{0.1, 0.7}, {0.3, -0.2}}};
  // Poles in turn belong to one antenna and to the other.
  const KnownLinks links{2, {taps[0], {}, {}, taps[1]}, 0.05, 1};
  const double together = readout_risk(four_poles, {1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0}, links, 2);
  EXPECT_NEAR(together,
              readout_risk({four_poles[0], four_poles[2]}, KnownChannel{taps[0], 0.05, 1}, 2) +
                  readout_risk({four_poles[1], four_poles[3]}, KnownChannel{taps[1], 0.05, 1}, 2),
              1e-13);
}

TEST(ReadoutRisk, depends_on_no_scale_of_a_state_and_no_order) {
  const KnownLinks links = drawn_links(2, 0.05);
  const std::vector<Complex> input = drawn_input(4, 2);
  const double risk = readout_risk(four_poles, input, links, 3);
  std::vector<Complex> scaled = input;
  for (std::size_t i = 0; i < 4; ++i)
    for (const std::size_t r : {0u, 1u}) scaled[2 * i + r] *= Complex(0.3, 0.1) * static_cast<double>(1 + i);
  EXPECT_NEAR(readout_risk(four_poles, scaled, links, 3), risk, 1e-12);
  // States the other way round, and antennas.
  std::vector<Complex> poles = four_poles, turned = input;
  std::reverse(poles.begin(), poles.end());
  std::reverse(turned.begin(), turned.end());
  KnownLinks swapped = links;
  std::reverse(swapped.taps.begin(), swapped.taps.end());
  EXPECT_NEAR(readout_risk(poles, turned, swapped, 3), risk, 1e-12);
}

TEST(ReadoutRisk, of_poles_that_moved_is_that_of_their_places) {
  LinkStates states(drawn_links(3, 0.01), drawn_input(9, 3), 4);
  std::vector<Complex> poles = ring(9, 0.6);
  states.place(poles);
  for (const int i : {0, 4, 8, 4}) {
    poles[static_cast<std::size_t>(i)] += Complex(0.1, -0.2);
    states.move(i, poles[static_cast<std::size_t>(i)]);
    EXPECT_EQ(states.risk(), readout_risk(poles, drawn_input(9, 3), drawn_links(3, 0.01), 4)) << i;
  }
  states.move(2, 1.0);
  EXPECT_EQ(states.risk(), INFINITY);
  states.place(poles);
  EXPECT_LT(states.risk(), 3);
}

/// A network behind two antennas, whose readout is least squares of many samples, has that risk. Without a prefix samples are independent.
TEST(ReadoutRisk, is_what_least_squares_reach) {
  const FieldValues faded = {{"fading", std::string("rayleigh")}, {"tap_count", std::int64_t{3}}};
  const FieldValues given = {{"taps", std::vector<Complex>{{1, 0}, {0.5, -0.3}, {0, 0.2}}}};
  for (const FieldValues& fading : {faded, given}) {
    FieldValues task = fading;
    task.insert({{"antennas", std::int64_t{2}}, {"prefix", std::int64_t{0}}, {"snr", 20.0}, {"delay", std::int64_t{3}}});
    RunGroup group;
    group.points.push_back({{"ofdm", task},
                            {"diagonal", {}},
                            {"ring", {{"count", std::int64_t{6}}, {"radius", 0.6}}},
                            {"fixed", {}},
                            {"ridge", {{"penalty", 1e-9}}}});
    group.ids = {{0, 1}};
    group.seeds = {3};
    group.wanted = {true};
    group.measurement = {{50000}, {}, {"holdout", 50000}};
    const double risk = compute(group, {}, portable_kernels()).at(0).risk.at(0);
    KnownLinks links{.antennas = 2, .noise_power = 0.01};
    for (const std::uint32_t link : {0u, 1u, 2u, 3u}) {
      links.taps.push_back(make_fading(fading).taps(3, 2 * link));
      for (Complex& tap : links.taps.back()) tap *= std::sqrt(0.5);
      if (fading == given && (link == 1 || link == 2)) links.taps.back().clear();
    }
    const double expected = readout_risk(ring(6, 0.6), draw_complex_normals(3, Role::input_weights, 0, 12), links, 3);
    EXPECT_NEAR(risk, expected, 0.02 * expected);
    EXPECT_LT(expected, 1.5);
  }
}

}  // namespace
}  // namespace polesweep::test_readout_risk
