#include "analysis/estimators/fractions.hpp"

#include <cmath>

#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

double divergence(double a, double b) {
  const auto part = [](double x, double y) { return x == 0 ? 0.0 : x * std::log(x / y); };
  return part(a, b) + part(1 - a, 1 - b);
}

/// The point between `mean` and `end` whose divergence from the mean is `room`.
double bound(double mean, double end, double room) {
  double inside = mean;
  double outside = end;
  if (divergence(mean, end) <= room) return end;
  for (int step = 0; step < 60; ++step) {
    const double middle = (inside + outside) / 2;
    (divergence(mean, middle) <= room ? inside : outside) = middle;
  }
  return outside;
}

}  // namespace

Estimate mean_share(std::span<const double> shares, double confidence) {
  double sum = 0;
  double count = 0;
  for (const double share : shares) {
    if (std::isnan(share)) continue;
    sum += share;
    ++count;
  }
  if (count == 0) return {nan, nan, nan};
  const double mean = sum / count;
  const double room = std::log(2 / (1 - confidence)) / count;
  return {mean, mean == 0 ? 0 : bound(mean, 0, room), mean == 1 ? 1 : bound(mean, 1, room)};
}

}  // namespace polesweep::analysis
