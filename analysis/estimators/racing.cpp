#include "analysis/estimators/racing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// How many times larger the larger of two lengths is.
double apart(double a, double b) { return std::max(a / b, b / a); }

std::size_t nearest(std::span<const std::int64_t> lengths, double length) {
  const auto best = std::min_element(lengths.begin(), lengths.end(), [&](std::int64_t a, std::int64_t b) {
    return apart(static_cast<double>(a), length) < apart(static_cast<double>(b), length);
  });
  return static_cast<std::size_t>(best - lengths.begin());
}

}  // namespace

std::vector<std::size_t> rungs_of(std::span<const std::int64_t> lengths, std::int64_t rungs) {
  std::vector<std::size_t> positions;
  for (std::int64_t before_last = rungs - 1; before_last >= 0; --before_last) {
    const std::size_t position = nearest(lengths, std::ldexp(static_cast<double>(lengths.back()), -static_cast<int>(before_last)));
    if (positions.empty() || positions.back() != position) positions.push_back(position);
  }
  return positions;
}

std::size_t places_after(std::size_t settings, double keep, std::size_t rung, std::size_t rungs) {
  const double part = std::pow(keep, static_cast<double>(rung + 1) / static_cast<double>(rungs - 1));
  // A whole number must not become the next because a power is rounded.
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(static_cast<double>(settings) * part - 1e-9)));
}

double outlook(std::span<const std::int64_t> lengths, std::span<const double> medians, std::size_t rung) {
  if (!std::isfinite(medians[rung])) return infinity;
  const double here = std::log(medians[rung]);
  if (rung == 0) return here;
  const auto length = static_cast<double>(lengths[rung]);
  const std::size_t before = std::min(nearest(lengths, length / 2), rung - 1);
  if (!std::isfinite(medians[before])) return here;
  const double slope = (here - std::log(medians[before])) / std::log(length / static_cast<double>(lengths[before]));
  return here + std::min(0.0, slope) / 2 * std::log(static_cast<double>(lengths.back()) / length);
}

std::vector<std::size_t> go_on(std::span<const double> outlooks, std::size_t places) {
  std::vector<std::size_t> order(outlooks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return outlooks[a] < outlooks[b]; });
  order.resize(std::min(places, order.size()));
  while (order.size() > 1 && outlooks[order.back()] == infinity) order.pop_back();
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace polesweep::analysis
