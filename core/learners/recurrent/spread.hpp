#pragma once

#include "core/block/number.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// How far a state's influence spreads along random links, which the costs of sparse networks go by.
///
/// Every state depends on itself and on the states of its row, `per_row` entries at random places, of which one may be its own. Whether a
/// state that has not been reached is reached next depends on its own row alone, which is known to hold none of the states that were there
/// a step before: a chain-binomial epidemic (Reed and Frost). Expectations over the first step are exact, in later ones the number of
/// states reached is taken to be the mean that follows from the first: within 1 % up to two steps, beyond as well unless rows have one or
/// two entries, whose states may stop to spread (four steps: 14 % too much at 16 states).
class Spread {
 public:
  Spread(int states, int per_row, std::int64_t steps) : n_(states), per_row_(per_row), steps_(steps) {
    if (steps == 0) return;
    reached_ = links_ = 0;
    const double odds = static_cast<double>(per_row) / (states - per_row);
    const int mode = static_cast<int>(static_cast<double>(states - 1) * per_row / states);
    double total = 0;
    const auto add = [&](int first, double weight) {
      add_chain(first, weight);
      total += weight;
    };
    // Binomial weights of the states that the first step adds, from the likeliest on.
    double weight = 1;
    for (int first = mode; first < states && weight > least_weight; ++first) {
      add(first, weight);
      if (first < states - 1) weight *= static_cast<double>(states - 1 - first) / (first + 1) * odds;
    }
    weight = 1;
    for (int first = mode; first > 0; --first) {
      weight *= static_cast<double>(first) / (states - first) / odds;
      if (weight < least_weight) break;
      add(first - 1, weight);
    }
    reached_ /= total;
    links_ /= total;
  }

  double reached() const { return reached_; }  ///< states that one state reaches in so many steps, itself included
  double links() const { return links_; }      ///< links from these states to these, one of each to itself included

 private:
  static constexpr double least_weight = 1e-12;

  /// The probability that `drawn` of `all` states are none of `marked`.
  static double misses(double all, double marked, int drawn) {
    double product = 1;
    for (int j = 0; j < drawn; ++j) {
      const double left = all - marked - j;
      if (left <= 0) return 0;
      product *= left / (all - j);
    }
    return product;
  }

  /// A step from `reached` states, of which `before` were there a step earlier, as one state sees it that is none of them.
  struct Step {
    double found;  ///< the probability that its row holds one of the latest
    double links;  ///< the mean number of links to the latest and to `later` others, given that
  };
  Step step(double before, double reached, double later) const {
    const double others = n_ - 1 - before;
    const double latest = reached - before;
    double known = 0;
    double found = 0;
    double links = 0;
    for (int own = 0; own < 2; ++own) {  // whether the row has an entry of its own state, and one less for the others
      const int entries = per_row_ - own;
      const double share = own == 1 ? static_cast<double>(per_row_) / n_ : 1 - static_cast<double>(per_row_) / n_;
      const double missed = share * misses(n_ - 1, before, entries);
      known += missed;
      if (entries < 1 || missed <= 0) continue;
      found += missed * (1 - misses(others, latest, entries));
      links += missed * entries / others * (latest + (later > 0 ? later * (1 - misses(others - 1, latest, entries - 1)) : 0));
    }
    return {known > 0 ? found / known : 0, found > 0 ? links / found : 0};
  }

  /// Adds what is reached, and its links, if the first step adds `first` states.
  void add_chain(int first, double weight) {
    // The links need the end, which the first round finds.
    double end = 0;
    double links = 0;
    for (int round = 0; round < 2; ++round) {
      double before = 0;
      double reached = 1;
      links = 1 + (end - 1) * per_row_ / n_;
      for (std::int64_t t = 0; t < steps_ && n_ - reached > 1e-9; ++t) {
        const double outside = n_ - reached;
        const double later = t == 0 ? end - reached - 1 : (end - reached) * (outside - 1) / outside;
        const Step taken = step(before, reached, later);
        const double more = t == 0 ? first : outside * taken.found;
        if (more <= 0) break;
        links += more * (1 + taken.links);
        before = reached;
        reached += more;
      }
      end = reached;
    }
    reached_ += weight * end;
    links_ += weight * links;
  }

  const int n_;
  const int per_row_;
  const std::int64_t steps_;
  double reached_ = 1;
  double links_ = 1;
};

}  // namespace polesweep::POLESWEEP_KERNELS
