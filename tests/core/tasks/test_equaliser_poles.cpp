#include "core/tasks/equaliser_poles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/poles/poles.hpp"
#include "core/run/run.hpp"
#include "core/run/setup.hpp"

namespace polesweep::test_equaliser_poles {
namespace {

Fading make_fading(FieldValues values) {
  Fields fields(values);
  Fading made(fields);
  made.check();
  return made;
}

Fading rayleigh() { return make_fading({{"fading", std::string("rayleigh")}}); }

Fading given() { return make_fading({{"taps", std::vector<Complex>{{1, 0}, {0.5, -0.3}, {0, 0.2}}}}); }

std::vector<Complex> ring(int count, double radius) {
  return make_poles({"ring", {{"count", std::int64_t{count}}, {"radius", radius}}})->poles(0, true);
}

/// What poles are chosen by, without memory of any pole: links and input weights of 64 draws, all of them random arrays beyond a million.
struct Draws {
  std::vector<KnownLinks> links;
  std::vector<std::vector<Complex>> input;
  std::int64_t delay;

  Draws(const Fading& fading, double noise_power, std::int64_t delay, int count, int antennas, std::uint64_t seed = 0) : delay(delay) {
    const bool is_given = fading.kind() == Fading::Kind::none;
    const auto square = static_cast<std::uint32_t>(antennas * antennas);
    for (std::uint32_t draw = 0; draw < (is_given && antennas == 1 ? 1 : 64); ++draw) {
      links.push_back({.antennas = static_cast<std::size_t>(antennas), .noise_power = noise_power});
      for (std::uint32_t link = 0; link < square; ++link) {
        links.back().taps.push_back(fading.taps(seed, 1'000'000 + draw * square + link));
        for (Complex& tap : links.back().taps.back()) tap *= 1 / std::sqrt(antennas);
        if (is_given && link % static_cast<std::uint32_t>(antennas + 1) != 0) links.back().taps.back().clear();
      }
      input.emplace_back(static_cast<std::size_t>(count), 1.0);
      if (antennas > 1) input.back() = draw_complex_normals(seed, Role::input_weights, 1'000'000 + draw, std::int64_t{count} * antennas);
    }
  }

  double risk(const std::vector<Complex>& poles) const {
    double sum = 0;
    for (std::size_t draw = 0; draw < links.size(); ++draw) sum += readout_risk(poles, input[draw], links[draw], delay);
    return sum / static_cast<double>(links.size());
  }
};

/// The search as it is described.
struct Search {
  std::vector<Complex> best = {};
  double least = INFINITY;

  Search(const Draws& draws, int count, int places) {
    const auto look_at = [&](const std::vector<Complex>& poles) {
      const double risk = draws.risk(poles);
      if (risk < least) best = poles;
      least = std::min(least, risk);
    };
    for (int step = 1; step < 20; ++step) {
      std::vector<Complex> poles = ring(places, 0.05 * step);
      for (std::size_t i = 0; std::ssize(poles) < count; ++i) poles.push_back(poles[i]);
      look_at(poles);
    }
    for (const double distance : {0.1, 0.1, 0.05, 0.05, 0.02, 0.02, 0.01, 0.01})
      for (std::size_t i = 0; i < best.size(); ++i)
        for (const Complex& move : {Complex(distance, 0), Complex(-distance, 0), Complex(0, distance), Complex(0, -distance)}) {
          std::vector<Complex> poles = best;
          poles[i] += move;
          if (std::norm(poles[i]) < 0.98 * 0.98) look_at(poles);
        }
  }
};

TEST(EqualiserPoles, are_those_that_the_search_finds_the_long_way) {
  int shared = 0;
  for (const int antennas : {1, 2, 3})
    for (const int count : {4, 5})
      for (const Fading& fading : {rayleigh(), given()}) {
        const Draws draws(fading, 0.01, 3, count, antennas);
        const Search single(draws, count, count), in_groups(draws, count, (count + antennas - 1) / antennas);
        const bool together = antennas > 1 && in_groups.least < single.least;
        shared += together;
        const std::vector<Complex>& expected = (together ? in_groups : single).best;
        const std::vector<Complex> poles = equaliser_poles(fading, 0.01, 3, count, antennas);
        ASSERT_EQ(poles.size(), expected.size());
        for (std::size_t i = 0; i < poles.size(); ++i) EXPECT_LT(std::abs(poles[i] - expected[i]), 1e-12) << antennas << " " << count;
      }
  EXPECT_GT(shared, 0);
  EXPECT_LT(shared, 8);
}

/// They belong to the numbers of runs that are stored.
TEST(EqualiserPoles, of_one_antenna_are_what_they_were) {
  const auto are = [](const Fading& fading, double noise_power, std::int64_t delay, const std::vector<Complex>& poles) {
    EXPECT_EQ(equaliser_poles(fading, noise_power, delay, static_cast<int>(poles.size())), poles);
  };
  are(rayleigh(), 0.01, 8,
      {{0x1.dc28f5c28f5c3p-1, 0x1.70a3d70a3d70bp-4},
       {0x1.41177bc1b9886p-2, 0x1.bf3be02f18e31p-1},
       {-0x1.93bef1140ff77p-1, 0x1.f41e140ca7d9cp-2},
       {-0x1.512f94eb1a34dp-1, -0x1.4bfa8f250c3eep-1},
       {-0x1.101cf240c7f1ep-4, -0x1.ce980924db726p-1}});
  are(given(), 0.01, 8,
      {{0x1.dc28f5c28f5c3p-1, -0x1.47ae147ae147bp-6},
       {0x1.3a80e30891c8fp-3, 0x1.d3b6c176c6f79p-1},
       {-0x1.98dda965fb7c9p-1, 0x1.13a8a39fed868p-1},
       {-0x1.98dda965fb7c9p-1, -0x1.e9e0a368d0cfap-2},
       {0x1.c9dd0bfe54591p-3, -0x1.ce980924db726p-1}});
  are(rayleigh(), 0.1, 2,
      {{0x1.eb851eb851eb9p-3, 0x1.47ae147ae147bp-7},
       {-0x1.9999999999999p-4, -0x1.b702097647bb8p-7},
       {-0x1.999999999999cp-5, -0x1.39c395db74793p-4}});
  are(given(), 0.1, 2,
      {{-0x1.0a3d70a3d70a4p-2, 0x1.47ae147ae147cp-3},
       {-0x1.147ae147ae148p-3, 0x1.257b22e780f56p-3},
       {0x1.1eb851eb851edp-5, -0x1.a71f3b919146dp-4}});
}

TEST(EqualiserPoles, are_at_least_as_good_as_every_ring_on_what_they_are_chosen_by) {
  for (const int antennas : {1, 2}) {
    const Draws draws(given(), 0.01, 2, 3, antennas);
    const double chosen = draws.risk(equaliser_poles(given(), 0.01, 2, 3, antennas));
    double least = INFINITY;
    for (int step = 1; step < 20; ++step) least = std::min(least, draws.risk(ring(3, 0.05 * step)));
    EXPECT_LT(chosen, 0.98 * least) << antennas;
    if (antennas == 1) EXPECT_GE(chosen, equaliser_risk({given().taps(0), 0.01, 1}, 300, 2) - 1e-8);
  }
}

TEST(EqualiserPoles, serve_channels_that_they_have_not_seen) {
  for (const int antennas : {1, 2}) {
    const std::vector<Complex> chosen = equaliser_poles(rayleigh(), 0.01, 8, 12, antennas);
    double sum = 0, rings[3] = {};
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const Draws unseen(rayleigh(), 0.01, 8, 12, antennas, seed);
      sum += unseen.risk(chosen);
      for (const int step : {0, 1, 2}) rings[step] += unseen.risk(ring(12, 0.3 * (1 + step)));
    }
    for (const double other : rings) EXPECT_LT(sum, 1.02 * other) << antennas;
    EXPECT_LT(sum, 0.9 * std::max(rings[0], rings[2])) << antennas;
    for (const Complex& pole : chosen) EXPECT_LT(std::abs(pole), 0.98);
  }
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
  const double expected = readout_risk(equaliser_poles(rayleigh(), 0.01, 8, 6), KnownChannel{rayleigh().taps(3), 0.01, 1}, 8);
  EXPECT_NEAR(risk, expected, 0.02 * expected);
}

Point point_on(const char* task, std::int64_t antennas, std::int64_t count) {
  Point point;
  point.task = {task, {{"fading", std::string("rayleigh")}, {"snr", 20.0}, {"delay", std::int64_t{3}}}};
  if (antennas > 1) point.task.fields.insert({"antennas", antennas});
  point.network = {"diagonal", {}};
  point.poles = {"from_channel", {{"count", count}}};
  point.recurrent = {"fixed", {}};
  point.readout = {"rls", {}};
  return point;
}

TEST(EqualiserPoles, of_several_antennas_know_their_number) {
  const Setups setups;
  for (const int antennas : {1, 2})
    EXPECT_EQ(setups.of(point_on("ofdm", antennas, 3)).ground().poles->poles(7, true), equaliser_poles(rayleigh(), 0.01, 3, 3, antennas));
}

TEST(EqualiserPoles, are_searched_for_once) {
  const Setups setups;
  // Points that come in turn, so that no network is kept.
  const auto seconds = [&](int rounds) {
    const std::clock_t start = std::clock();
    for (int round = 0; round < rounds; ++round)
      for (const std::int64_t count : {5, 6}) {
        const auto poles = setups.of(point_on("ofdm", 2, count)).ground().poles->poles(0, true);
        EXPECT_EQ(std::ssize(poles), count);
      }
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  const double first = seconds(1);
  EXPECT_LT(seconds(10), first);
}

TEST(EqualiserPoles, other_tasks_have_none) {
  const auto setting = make_poles({"from_channel", {{"count", std::int64_t{6}}}});
  EXPECT_EQ(setting->count(), 6);
  try {
    setting->poles(0, true);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "from_channel: knows no channel (it takes the tasks channel and ofdm)");
  }
}

}  // namespace
}  // namespace polesweep::test_equaliser_poles
