#include "analysis/estimators/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// P(B = k) for k = 0..n. Logarithms, because (1 - p)^n is zero in double precision from about a thousand runs on.
std::vector<double> binomial(std::size_t n, double p) {
  std::vector<double> probability(n + 1);
  const double odds = std::log(p) - std::log1p(-p);
  double logarithm = static_cast<double>(n) * std::log1p(-p);
  for (std::size_t k = 0; k <= n; ++k) {
    probability[k] = std::exp(logarithm);
    if (k < n) logarithm += odds + std::log(static_cast<double>(n - k)) - std::log(static_cast<double>(k + 1));
  }
  return probability;
}

/// The largest rank whose lower tail P(B < rank) fits into `room`; 0 if even the first does not.
std::size_t lower_rank(const std::vector<double>& probability, double room) {
  std::size_t rank = 0;
  double tail = 0;
  while (rank + 1 < probability.size()) {
    tail += probability[rank];
    if (tail > room) break;
    ++rank;
  }
  return rank;
}

/// The ranks of the sample turned around: the k-th from below is the (n + 1 - k)-th from above.
std::size_t upper_rank(std::vector<double> probability, double room) {
  std::reverse(probability.begin(), probability.end());
  return probability.size() - lower_rank(probability, room);
}

Estimate with_bounds(double value, std::span<const double> ascending, Ranks ranks) {
  if (ascending.empty()) return {nan, nan, nan};
  return {value, ranks.low == 0 ? -infinity : ascending[ranks.low - 1],
          ranks.high > ascending.size() ? infinity : ascending[ranks.high - 1]};
}

std::vector<Ranks> ranks_up_to(std::size_t most_runs, double quantile, double confidence) {
  std::vector<Ranks> ranks;
  for (std::size_t runs = 0; runs <= most_runs; ++runs) ranks.push_back(quantile_ranks(runs, quantile, confidence));
  return ranks;
}

}  // namespace

Ranks quantile_ranks(std::size_t runs, double quantile, double confidence) {
  if (runs == 0) return {0, 1};
  // A tail that is equal to its room in exact arithmetic must not be lost to rounding.
  const double room = (1 - confidence) * (1 + 1e-9);
  const std::vector<double> probability = binomial(runs, quantile);
  const Ranks halves{lower_rank(probability, room / 2), upper_rank(probability, room / 2)};
  if (halves.high > runs) {
    const std::size_t low = lower_rank(probability, room - probability.back());
    if (low > 0) return {low, runs};
  }
  if (halves.low == 0) {
    const std::size_t high = upper_rank(probability, room - probability.front());
    if (high <= runs) return {1, high};
  }
  return halves;
}

std::size_t runs_for_closed_bounds(double quantile, double confidence) {
  for (std::size_t runs = 2;; ++runs) {
    const Ranks ranks = quantile_ranks(runs, quantile, confidence);
    if (ranks.low > 0 && ranks.high <= runs) return runs;
  }
}

double sorted_median(std::span<const double> ascending) {
  if (ascending.empty()) return nan;
  const std::size_t half = ascending.size() / 2;
  return ascending.size() % 2 == 1 ? ascending[half] : ascending[half - 1] / 2 + ascending[half] / 2;
}

double sorted_quantile(std::span<const double> ascending, double quantile) {
  if (ascending.empty()) return nan;
  // 0.9 * 10 must be 9 although 0.9 is no binary number.
  const double rank = std::ceil(quantile * static_cast<double>(ascending.size()) * (1 - 1e-12));
  return ascending[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

OrderStatistics::OrderStatistics(std::size_t most_runs, double quantile, double confidence)
    : quantile_(quantile),
      median_ranks_(ranks_up_to(most_runs, 0.5, confidence)),
      quantile_ranks_(ranks_up_to(most_runs, quantile, confidence)) {}

Estimate OrderStatistics::median(std::span<const double> ascending) const {
  return with_bounds(sorted_median(ascending), ascending, median_ranks_.at(ascending.size()));
}

Estimate OrderStatistics::quantile(std::span<const double> ascending) const {
  return with_bounds(sorted_quantile(ascending, quantile_), ascending, quantile_ranks_.at(ascending.size()));
}

Estimate median_of(std::span<const double> values, double confidence, std::size_t unknown) {
  std::vector<double> ascending;
  std::copy_if(values.begin(), values.end(), std::back_inserter(ascending), [](double value) { return !std::isnan(value); });
  std::sort(ascending.begin(), ascending.end());
  const double median = sorted_median(ascending);
  const Ranks ranks = quantile_ranks(ascending.size() + unknown, 0.5, confidence);
  std::vector<double> lower(unknown, -infinity);
  lower.insert(lower.end(), ascending.begin(), ascending.end());
  ascending.insert(ascending.end(), unknown, infinity);
  return {median, with_bounds(median, lower, ranks).low, with_bounds(median, ascending, ranks).high};
}

}  // namespace polesweep::analysis
