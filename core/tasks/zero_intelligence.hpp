#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace polesweep {

/// Rates of the events of a limit order book whose traders have no intelligence, per unit of time: at distance i = 1, 2, ... ticks from the
/// best price of the other side limit orders arrive at limit[i - 1], and each order there is cancelled at cancel[i - 1]; market orders
/// arrive at `market` for each side. All orders have one unit.
struct BookRates {
  static constexpr int most_distances = 32;

  std::vector<double> limit;   ///< positive
  std::vector<double> cancel;  ///< as many, not negative; the last one holds farther away, too
  double market = 0;
};

/// A limit order book as a continuous-time Markov chain, seen event by event: the rates say which event is next, and the times between
/// events are left out. Differences from the source: the last order of a side is neither taken nor cancelled, so that there always is a
/// mid price; an order farther than 64 ticks from the best price of the other side is withdrawn.
///
/// Source: Cont, Stoikov and Talreja, A stochastic model for order book dynamics, Operations Research 58 (2010), 549.
class ZeroIntelligenceBook {
 public:
  /// One bid at -1, one ask at 0. `rates` must outlive the book.
  explicit ZeroIntelligenceBook(const BookRates& rates);

  /// Lets the event happen that `uniform` in [0, 1) chooses.
  void advance(double uniform);

  std::int64_t best_bid() const { return bids_.best; }  ///< in ticks
  std::int64_t best_ask() const { return asks_.best; }
  double mid() const { return 0.5 * static_cast<double>(bids_.best + asks_.best); }
  double bids() const { return bids_.orders; }  ///< orders of a side
  double asks() const { return asks_.orders; }
  /// Orders at the prices of a side that have some, from the best on: of as many as `levels` [levels]; 0 where there is none.
  void bid_levels(int levels, double* orders) const { levels_of(bids_, asks_, levels, orders); }
  void ask_levels(int levels, double* orders) const { levels_of(asks_, bids_, levels, orders); }
  /// Of all events, in the unit of the rates: the book stays as it is for 1/rate on average.
  double total_rate() const { return total_rate_; }

  static constexpr std::int64_t farthest = 64;  ///< ticks that an order may lie from the other side's best price
  /// The book as [size] numbers, `stride` apart, to be kept and put back.
  static constexpr std::size_t size = 4 * farthest + 4;
  void save(double* numbers, std::size_t stride) const;
  void restore(const double* numbers, std::size_t stride);

 private:
  struct Side {
    std::int64_t away;  ///< the direction of worse prices
    std::int64_t best;
    double orders = 1;
    double cancel_rate = 0;  ///< of all its orders
  };

  double& at(std::int64_t price) { return ladder_[static_cast<std::size_t>(price) % ladder_.size()]; }
  double at(std::int64_t price) const { return ladder_[static_cast<std::size_t>(price) % ladder_.size()]; }
  double cancel_rate_at(std::int64_t distance) const;
  double cancel_rate_of(const Side& side, const Side& other) const;
  void sum_rates();
  void add(Side& side, std::int64_t price);
  void take(Side& side, Side& other, std::int64_t price);
  void cancel(Side& side, Side& other, double rate);
  void levels_of(const Side& side, const Side& other, int levels, double* orders) const;

  const BookRates* rates_;
  double limit_rate_ = 0;  ///< of a side
  /// Orders by price modulo its size; 0 wherever neither side may have one, so that prices twice as far apart never meet.
  std::array<double, static_cast<std::size_t>(4 * farthest)> ladder_{};
  Side bids_{.away = -1, .best = -1};
  Side asks_{.away = 1, .best = 0};
  double total_rate_ = 0;
};

}  // namespace polesweep
