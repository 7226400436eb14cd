#include "analysis/estimators/robust_line.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_points = 48;

double median(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted_median(sorted);
}

/// Medians of `stretches` groups of neighbours.
std::vector<double> thinned(std::span<const double> values, std::size_t stretches) {
  std::vector<double> medians;
  for (std::size_t i = 0; i < stretches; ++i) {
    const std::size_t begin = i * values.size() / stretches;
    medians.push_back(median(values.subspan(begin, (i + 1) * values.size() / stretches - begin)));
  }
  return medians;
}

/// The value at a position, counted from 0, of an ascending sample; between two values by proportion.
double value_at(std::span<const double> ascending, double position) {
  const double inside = std::clamp(position, 0.0, static_cast<double>(ascending.size() - 1));
  const auto below = static_cast<std::size_t>(inside);
  const double part = inside - static_cast<double>(below);
  return part == 0 ? ascending[below] : ascending[below] + part * (ascending[below + 1] - ascending[below]);
}

}  // namespace

RobustLine theil_sen(std::span<const double> x, std::span<const double> y) {
  if (x.size() > most_points) return theil_sen(thinned(x, most_points), thinned(y, most_points));
  std::vector<double> slopes;
  slopes.reserve(x.size() * (x.size() - 1) / 2);
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = i + 1; j < x.size(); ++j) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
  std::sort(slopes.begin(), slopes.end());
  RobustLine line;
  line.slope = sorted_median(slopes);
  const auto n = static_cast<double>(x.size());
  const double middle = static_cast<double>(slopes.size() - 1) / 2;
  const double half = std::sqrt(n * (n - 1) * (2 * n + 5) / 18) / 2;
  line.standard_error = (value_at(slopes, middle + half) - value_at(slopes, middle - half)) / 2;
  std::vector<double> rest;
  rest.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) rest.push_back(y[i] - line.slope * x[i]);
  line.intercept = median(rest);
  for (const double value : rest) line.deviation += std::abs(value - line.intercept) / n;
  return line;
}

}  // namespace polesweep::analysis
