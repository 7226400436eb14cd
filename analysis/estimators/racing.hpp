#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Races of settings: all begin, and at each of some lengths (rungs) only the best go on. Successive halving with lengths as budgets;
/// source: K. Jamieson and A. Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, AISTATS 2016.
namespace polesweep::analysis {

struct RaceRules {
  double keep = 0.33;      ///< part of the settings that gets to the last length
  std::int64_t rungs = 4;  ///< number of lengths at which settings are compared, the last included

  bool operator==(const RaceRules&) const = default;
};

/// Positions of the rungs in ascending lengths: the last, and before it those nearest (by their ratio) to a half, a quarter, an eighth of
/// it. Where lengths are far apart there are fewer.
std::vector<std::size_t> rungs_of(std::span<const std::int64_t> lengths, std::int64_t rungs);

/// How many of `settings` go on after a rung (from 0, not the last): the parts fall by one factor to `keep` at the last rung, rounded up.
std::size_t places_after(std::size_t settings, double keep, std::size_t rung, std::size_t rungs);

/// The logarithm of a setting's median risk as it is expected on the way to the last length: from the rung on it falls as a power of
/// the length, half as steeply as since the length nearest to half the rung; it never rises. Half, because curves bend on their way to a
/// floor. +inf of a median that is not finite. `medians`: by length, those up to the rung.
double outlook(std::span<const std::int64_t> lengths, std::span<const double> medians, std::size_t rung);

/// Positions, ascending, of the settings that go on: at most `places` of the best outlook, of equal ones the first. A setting whose median
/// is not finite does not; if none is, the first goes on.
std::vector<std::size_t> go_on(std::span<const double> outlooks, std::size_t places);

}  // namespace polesweep::analysis
