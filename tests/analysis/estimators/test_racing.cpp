#include "analysis/estimators/racing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {
namespace {

using Positions = std::vector<std::size_t>;

constexpr double infinite = std::numeric_limits<double>::infinity();
const std::vector<std::int64_t> quarter_decades = {100, 178, 316, 562, 1000, 1778, 3162, 5623, 10000, 17783, 31623};

TEST(Racing, rungs_are_the_lengths_nearest_to_halves_of_the_last) {
  EXPECT_EQ(rungs_of(quarter_decades, 4), (Positions{6, 8, 9, 10}));  // nearest to 3953, 7906, 15812
  EXPECT_EQ(rungs_of(std::vector<std::int64_t>{1, 2, 4, 8, 16}, 3), (Positions{2, 3, 4}));
}

TEST(Racing, rungs_that_share_a_length_are_one) {
  EXPECT_EQ(rungs_of(std::vector<std::int64_t>{10, 100, 1000}, 4), (Positions{1, 2}));
  EXPECT_EQ(rungs_of(std::vector<std::int64_t>{100}, 4), (Positions{0}));
}

TEST(Racing, places_fall_by_one_factor_to_the_part_that_is_kept) {
  Positions places;
  for (std::size_t rung = 0; rung < 3; ++rung) places.push_back(places_after(27, 1.0 / 27, rung, 4));
  EXPECT_EQ(places, (Positions{9, 3, 1}));
  EXPECT_EQ(places_after(4, 0.33, 2, 4), 2u);   // rounded up
  EXPECT_EQ(places_after(3, 0.001, 0, 2), 1u);  // never none
}

TEST(Racing, the_outlook_is_half_of_the_power_law_since_half_the_length) {
  const std::vector<std::int64_t> lengths = {100, 200, 400, 3200};
  // From 200 to 400 the risk falls as N^-2; it would go on as N^-1.
  EXPECT_DOUBLE_EQ(outlook(lengths, std::vector<double>{7.0, 4.0, 1.0}, 2), std::log(1.0 / 8));
  EXPECT_DOUBLE_EQ(outlook(lengths, std::vector<double>{7.0, 1.0, 2.0}, 2), std::log(2.0));  // it never rises
  EXPECT_DOUBLE_EQ(outlook(lengths, std::vector<double>{7.0}, 0), std::log(7.0));
  EXPECT_DOUBLE_EQ(outlook(lengths, std::vector<double>{7.0, infinite, 2.0}, 2), std::log(2.0));
  EXPECT_EQ(outlook(lengths, std::vector<double>{7.0, 1.0, infinite}, 2), infinite);
  EXPECT_EQ(outlook(lengths, std::vector<double>{7.0, 1.0, std::nan("")}, 2), infinite);
}

TEST(Racing, the_best_go_on_and_of_equal_ones_the_first) {
  EXPECT_EQ(go_on(std::vector<double>{3, 1, 2, 1, 1}, 2), (Positions{1, 3}));
  EXPECT_EQ(go_on(std::vector<double>{3, 1}, 5), (Positions{0, 1}));
}

TEST(Racing, what_diverged_does_not_go_on_unless_nothing_else_is_there) {
  EXPECT_EQ(go_on(std::vector<double>{infinite, 1, infinite}, 3), (Positions{1}));
  EXPECT_EQ(go_on(std::vector<double>{infinite, infinite}, 2), (Positions{0}));
}

/// A simulated learner whose error falls in modes of rates drawn at random, to a floor that rises with the step size, as that of LMS does:
/// 8 step sizes a factor of 3.1 apart, 32 seeds with an effect on the whole curve and noise at each length.
class Simulated {
 public:
  static constexpr std::size_t settings = 8;
  static constexpr std::size_t half = 16;

  explicit Simulated(std::uint64_t seed) : random_(seed) {
    std::uniform_real_distribution<double> decades(-2, 0);
    const std::vector<double> rates = {1, std::pow(10, decades(random_)), std::pow(10, decades(random_))};
    for (std::size_t s = 0; s < settings; ++s) {
      const double step = 1e-5 * std::pow(3.1, static_cast<double>(s));
      truth_.emplace_back();
      for (const std::int64_t length : quarter_decades) {
        double risk = 1e-3 + step;
        for (const double rate : rates) risk += std::exp(-2 * step * rate * static_cast<double>(length)) / 3;
        truth_.back().push_back(risk);
      }
    }
    choosing_ = draw();
    judging_ = draw();
    for (std::size_t s = 0; s < settings; ++s) {
      medians_.emplace_back();
      for (std::size_t l = 0; l < quarter_decades.size(); ++l) medians_.back().push_back(median_of(choosing_[s][l], 0.95).value);
    }
  }

  std::size_t best(const Positions& of, std::size_t length) const {
    return *std::ranges::min_element(of, {}, [&](std::size_t s) { return medians_[s][length]; });
  }
  Positions all() const { return {0, 1, 2, 3, 4, 5, 6, 7}; }

  /// By length, who is left.
  std::vector<Positions> race(double keep, std::int64_t rungs) const {
    std::vector<Positions> left(quarter_decades.size(), all());
    const Positions at = rungs_of(quarter_decades, rungs);
    for (std::size_t rung = 0; rung + 1 < at.size(); ++rung) {
      const Positions before = left[at[rung]];
      std::vector<double> outlooks;
      for (const std::size_t s : before) outlooks.push_back(outlook(quarter_decades, medians_[s], at[rung]));
      Positions after;
      for (const std::size_t i : go_on(outlooks, places_after(settings, keep, rung, at.size()))) after.push_back(before[i]);
      for (std::size_t length = at[rung] + 1; length < left.size(); ++length) left[length] = after;
    }
    return left;
  }

  /// Samples of the race as a part of those of all runs: of who is left on the choosing half, of who wins somewhere on the other.
  double part_of_samples(const std::vector<Positions>& left) const {
    std::map<std::size_t, std::size_t> chosen;
    std::map<std::size_t, std::size_t> judged;
    for (std::size_t length = 0; length < left.size(); ++length) {
      for (const std::size_t s : left[length]) chosen[s] = length;
      judged[best(left[length], length)] = length;
    }
    double samples = 0;
    for (const auto& ends : {chosen, judged})
      for (const auto& [setting, length] : ends) samples += static_cast<double>(quarter_decades[length]);
    return samples / static_cast<double>(2 * settings * quarter_decades.back());
  }

  /// Whether the interval of the judged median holds the truth.
  bool covers(std::size_t setting, std::size_t length) const {
    const Estimate risk = median_of(judging_[setting][length], 0.95);
    return risk.low <= truth_[setting][length] && truth_[setting][length] <= risk.high;
  }

 private:
  /// [setting][length][seed]
  std::vector<std::vector<std::vector<double>>> draw() {
    std::normal_distribution<double> normal;
    std::vector<double> shifts(half);
    for (double& shift : shifts) shift = 0.5 * normal(random_);
    std::vector<std::vector<std::vector<double>>> risks(settings, std::vector<std::vector<double>>(quarter_decades.size()));
    for (std::size_t s = 0; s < settings; ++s)
      for (std::size_t l = 0; l < quarter_decades.size(); ++l)
        for (const double shift : shifts) risks[s][l].push_back(truth_[s][l] * std::exp(shift + 0.3 * normal(random_)));
    return risks;
  }

  std::mt19937_64 random_;
  std::vector<std::vector<double>> truth_;  // by setting and length; the median of what is drawn
  std::vector<std::vector<std::vector<double>>> choosing_;
  std::vector<std::vector<std::vector<double>>> judging_;
  std::vector<std::vector<double>> medians_;
};

/// What 200 simulated sweeps came to.
struct Outcome {
  double same_winner = 0;
  double samples = 0;
  double coverage = 0;
};

Outcome simulate(double keep, std::int64_t rungs) {
  Outcome outcome;
  constexpr int sweeps = 200;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    const Simulated simulated(static_cast<std::uint64_t>(sweep));
    const std::vector<Positions> left = simulated.race(keep, rungs);
    const std::size_t last = quarter_decades.size() - 1;
    const std::size_t winner = simulated.best(left[last], last);
    outcome.same_winner += winner == simulated.best(simulated.all(), last) ? 1.0 / sweeps : 0;
    outcome.samples += simulated.part_of_samples(left) / sweeps;
    outcome.coverage += simulated.covers(winner, last) ? 1.0 / sweeps : 0;
  }
  return outcome;
}

TEST(Racing, finds_the_winner_with_two_fifths_of_the_samples) {
  const RaceRules rules;
  const Outcome outcome = simulate(rules.keep, rules.rungs);
  EXPECT_GE(outcome.same_winner, 0.95);
  EXPECT_LE(outcome.samples, 0.4);
  // 200 sweeps: three standard deviations below 95 % are 90.4 %.
  EXPECT_GE(outcome.coverage, 0.904);
}

TEST(Racing, that_drops_almost_all_at_the_first_rung_misses_winners) {
  const Outcome hasty = simulate(0.01, 4);
  EXPECT_LT(hasty.same_winner, 0.9);
}

}  // namespace
}  // namespace polesweep::analysis
