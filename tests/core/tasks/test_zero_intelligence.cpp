#include "core/tasks/zero_intelligence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"

namespace polesweep {
namespace {

const BookRates printed = {.limit = {1.85, 1.51, 1.09, 0.88, 0.77}, .cancel = {0.71, 0.81, 0.68, 0.56, 0.47}, .market = 0.94};

/// Uniform numbers of a stream, one after the other.
class Uniforms {
 public:
  explicit Uniforms(std::uint64_t seed) : seed_(seed) {}
  double next() {
    if (used_ == 1000) {
      portable_kernels().uniform(&seed_, Role::data_input, 0, first_, 1000, drawn_.data());
      first_ += 1000;
      used_ = 0;
    }
    return drawn_[used_++];
  }

 private:
  std::uint64_t seed_;
  std::uint64_t first_ = 0;
  std::size_t used_ = 1000;
  Arena drawn_ = Arena(1000);
};

double sum(const double* values, int count) {
  double total = 0;
  for (int i = 0; i < count; ++i) total += values[i];
  return total;
}

TEST(ZeroIntelligence, book_holds_together_event_after_event) {
  const BookRates wild = {.limit = {0.2, 0.1, 0.1, 0.4}, .cancel = {0.3, 0, 0, 0.01}, .market = 1.5};
  for (const BookRates& rates : {printed, wild}) {
    ZeroIntelligenceBook book(rates);
    Uniforms uniforms(3);
    constexpr int all = ZeroIntelligenceBook::farthest;
    double bids[all], asks[all];
    std::int64_t farthest = 0;
    for (int i = 0; i < 200000; ++i) {
      const double before = book.bids() + book.asks();
      const std::int64_t bid = book.best_bid(), ask = book.best_ask();
      book.advance(uniforms.next());
      book.bid_levels(all, bids);
      book.ask_levels(all, asks);
      ASSERT_LT(book.best_bid(), book.best_ask());
      ASSERT_LE(book.best_ask() - book.best_bid(), all);
      ASSERT_EQ(sum(bids, all), book.bids());
      ASSERT_EQ(sum(asks, all), book.asks());
      ASSERT_GE(std::min(book.bids(), book.asks()), 1);
      // An event adds an order, or takes one and with it those that are then too far away.
      const double change = book.bids() + book.asks() - before;
      ASSERT_TRUE(change == 1 || change <= -1);
      ASSERT_TRUE(change >= -1 || book.best_ask() > ask || book.best_bid() < bid);
      farthest = std::max(farthest, std::abs(book.best_bid()));
    }
    EXPECT_GT(farthest, 64) << "the ladder has not been gone around";
  }
}

TEST(ZeroIntelligence, without_market_orders_a_side_is_a_queue_with_immigration_and_death) {
  // Both sides are independent: orders arrive at 0.75 and leave at 0.5 each, but for the last one. So their number is Poisson's of mean 1.5
  // given that it is not 0, over time.
  const BookRates rates = {.limit = {0.5, 0.25}, .cancel = {0.5, 0.5}, .market = 0};
  const double mean = 1.5 / (1 - std::exp(-1.5));
  const double single = 1.5 * std::exp(-1.5) / (1 - std::exp(-1.5));
  double batches[2] = {}, squares[2] = {}, ones = 0, everything = 0;
  const int count = 400;
  for (int batch = 0; batch < count; ++batch) {
    ZeroIntelligenceBook book(rates);
    Uniforms uniforms(static_cast<std::uint64_t>(batch));
    double time = 0, area[2] = {};
    for (int i = 0; i < 6000; ++i) {
      book.advance(uniforms.next());
      if (i < 1000) continue;
      const double stays = 1 / book.total_rate();
      time += stays;
      area[0] += stays * book.bids();
      area[1] += stays * book.asks();
      ones += stays * (book.bids() == 1);
    }
    everything += time;
    for (int side = 0; side < 2; ++side) {
      batches[side] += area[side] / time / count;
      squares[side] += area[side] / time * area[side] / time / count;
    }
  }
  for (int side = 0; side < 2; ++side) {
    const double error = std::sqrt((squares[side] - batches[side] * batches[side]) / count);
    EXPECT_NEAR(batches[side], mean, 3.5 * error) << side;
    EXPECT_LT(error, 0.02);
  }
  EXPECT_NEAR(ones / everything, single, 0.01);
}

/// The probability that the ask queue is used up before the bid queue if the spread is one tick: a race of two birth-and-death processes.
/// Source: Cont, Stoikov and Talreja (2010), proposition 3; solved here by iteration on queues of fewer than 40 orders.
std::vector<std::vector<double>> probabilities_up(double limit, double cancel, double market) {
  const int most = 40;
  std::vector<std::vector<double>> up(most + 1, std::vector<double>(most + 1, 0.5));
  for (int i = 0; i <= most; ++i) {
    up[i][0] = 1;
    up[0][i] = 0;
  }
  for (int sweep = 0; sweep < 3000; ++sweep)
    for (int b = 1; b < most; ++b)
      for (int a = 1; a < most; ++a) {
        const double fall_b = market + cancel * b, fall_a = market + cancel * a;
        up[b][a] = (limit * (up[b + 1][a] + up[b][a + 1]) + fall_b * up[b - 1][a] + fall_a * up[b][a - 1]) / (2 * limit + fall_b + fall_a);
      }
  return up;
}

TEST(ZeroIntelligence, the_next_move_has_the_probability_of_the_race_between_the_queues) {
  const auto up = probabilities_up(printed.limit[0], printed.cancel[0], printed.market);
  EXPECT_NEAR(up[3][3], 0.5, 1e-9);
  ZeroIntelligenceBook book(printed);
  Uniforms uniforms(8);
  // For each race from the moment at which the spread becomes one tick.
  double expected = 0, variance = 0, ups = 0;
  int races = 0, far_from_even = 0;
  for (int i = 0; i < 3'000'000; ++i) {
    const bool was_open = book.best_ask() - book.best_bid() > 1;
    book.advance(uniforms.next());
    if (!was_open || book.best_ask() - book.best_bid() > 1) continue;
    double bids, asks;
    book.bid_levels(1, &bids);
    book.ask_levels(1, &asks);
    if (bids > 30 || asks > 30) continue;
    const double p = up[static_cast<std::size_t>(bids)][static_cast<std::size_t>(asks)];
    const double mid = book.mid();
    while (book.mid() == mid) book.advance(uniforms.next());
    // Weighted by how far from even the race was, so that the number of ticks up alone does not pass.
    const double weight = p - 0.5;
    ups += weight * (book.mid() > mid);
    expected += weight * p;
    variance += weight * weight * p * (1 - p);
    ++races;
    far_from_even += std::abs(weight) > 0.2;
  }
  EXPECT_GT(races, 50000);
  EXPECT_GT(far_from_even, 5000);
  EXPECT_NEAR(ups, expected, 3.5 * std::sqrt(variance));
  EXPECT_LT(std::sqrt(variance), 0.02 * expected);
}

TEST(ZeroIntelligence, a_book_that_is_put_back_goes_on_to_the_bit) {
  ZeroIntelligenceBook book(printed);
  Uniforms uniforms(5);
  for (int i = 0; i < 5000; ++i) book.advance(uniforms.next());
  std::vector<double> numbers(3 * ZeroIntelligenceBook::size);
  book.save(numbers.data() + 1, 3);
  ZeroIntelligenceBook other(printed);
  other.restore(numbers.data() + 1, 3);
  for (int i = 0; i < 5000; ++i) {
    const double uniform = uniforms.next();
    book.advance(uniform);
    other.advance(uniform);
    ASSERT_EQ(book.mid(), other.mid());
    ASSERT_EQ(book.total_rate(), other.total_rate());
  }
}

}  // namespace
}  // namespace polesweep
