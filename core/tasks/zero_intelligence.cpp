#include "core/tasks/zero_intelligence.hpp"

#include <algorithm>

namespace polesweep {

ZeroIntelligenceBook::ZeroIntelligenceBook(const BookRates& rates) : rates_(&rates) {
  for (const double rate : rates.limit) limit_rate_ += rate;
  at(bids_.best) = at(asks_.best) = 1;
  sum_rates();
}

double ZeroIntelligenceBook::cancel_rate_at(std::int64_t distance) const {
  return rates_->cancel[static_cast<std::size_t>(std::min<std::int64_t>(distance, std::ssize(rates_->cancel)) - 1)];
}

double ZeroIntelligenceBook::cancel_rate_of(const Side& side, const Side& other) const {
  if (side.orders < 2) return 0;
  double near = 0;
  double rate = 0;
  const std::int64_t distances = std::ssize(rates_->cancel);
  for (std::int64_t i = asks_.best - bids_.best; i <= distances; ++i) {
    const double orders = at(other.best + i * side.away);
    near += orders;
    rate += orders * rates_->cancel[static_cast<std::size_t>(i - 1)];
  }
  return rate + (side.orders - near) * rates_->cancel.back();
}

void ZeroIntelligenceBook::sum_rates() {
  bids_.cancel_rate = cancel_rate_of(bids_, asks_);
  asks_.cancel_rate = cancel_rate_of(asks_, bids_);
  total_rate_ = 2 * limit_rate_ + bids_.cancel_rate + asks_.cancel_rate;
  for (const Side& side : {bids_, asks_})
    if (side.orders > 1) total_rate_ += rates_->market;
}

void ZeroIntelligenceBook::advance(double uniform) {
  double left = uniform * total_rate_;
  // Takes a rate off what is left; true if the event is one of it.
  const auto is_of = [&left](double rate) {
    if (left < rate) return true;
    left -= rate;
    return false;
  };
  const auto happens = [&](Side& side, Side& other) {
    if (is_of(limit_rate_)) {
      std::size_t i = 0;
      while (i + 1 < rates_->limit.size() && !is_of(rates_->limit[i])) ++i;
      add(side, other.best + static_cast<std::int64_t>(i + 1) * side.away);
    } else if (side.orders > 1 && is_of(rates_->market)) {
      take(side, other, side.best);
    } else if (side.orders > 1 && is_of(side.cancel_rate)) {
      cancel(side, other, left);
    } else {
      return false;
    }
    return true;
  };
  // Rounding may leave something beyond the last rate.
  if (!happens(bids_, asks_) && !happens(asks_, bids_)) add(asks_, bids_.best + 1);
  sum_rates();
}

void ZeroIntelligenceBook::add(Side& side, std::int64_t price) {
  at(price) += 1;
  side.orders += 1;
  if ((side.best - price) * side.away > 0) side.best = price;
}

void ZeroIntelligenceBook::take(Side& side, Side& other, std::int64_t price) {
  at(price) -= 1;
  side.orders -= 1;
  if (price != side.best || at(price) > 0) return;
  const std::int64_t before = side.best;
  while (at(side.best) <= 0) side.best += side.away;
  // What is now too far away on the other side; its best price is not, for this side's lies within its reach.
  for (std::int64_t best = before; best != side.best; best += side.away) {
    double& withdrawn = at(best - farthest * side.away);
    other.orders -= withdrawn;
    withdrawn = 0;
  }
}

/// Cancels the order on which `rate` falls if those of a side are counted from the best price.
void ZeroIntelligenceBook::cancel(Side& side, Side& other, double rate) {
  std::int64_t chosen = side.best;
  for (std::int64_t distance = asks_.best - bids_.best; distance <= farthest; ++distance) {
    const std::int64_t price = other.best + distance * side.away;
    const double orders = at(price);
    if (orders <= 0) continue;
    chosen = price;
    const double rates = orders * cancel_rate_at(distance);
    if (rate < rates) break;
    rate -= rates;
  }
  take(side, other, chosen);
}

void ZeroIntelligenceBook::levels_of(const Side& side, const Side& other, int levels, double* orders) const {
  int found = 0;
  for (std::int64_t price = side.best; found < levels && (price - other.best) * side.away <= farthest; price += side.away)
    if (at(price) > 0) orders[found++] = at(price);
  std::fill(orders + found, orders + levels, 0.0);
}

void ZeroIntelligenceBook::save(double* numbers, std::size_t stride) const {
  for (std::size_t i = 0; i < ladder_.size(); ++i) numbers[i * stride] = ladder_[i];
  std::size_t i = ladder_.size();
  for (const Side& side : {bids_, asks_})
    for (const double number : {static_cast<double>(side.best), side.orders}) numbers[i++ * stride] = number;
}

void ZeroIntelligenceBook::restore(const double* numbers, std::size_t stride) {
  for (std::size_t i = 0; i < ladder_.size(); ++i) ladder_[i] = numbers[i * stride];
  std::size_t i = ladder_.size();
  for (Side* side : {&bids_, &asks_}) {
    side->best = static_cast<std::int64_t>(numbers[i++ * stride]);
    side->orders = numbers[i++ * stride];
  }
  sum_rates();
}

}  // namespace polesweep
