#include "analysis/estimators/robust_line.hpp"

#include <algorithm>
#include <array>
#include <boost/sort/pdqsort/pdqsort.hpp>
#include <cmath>
#include <vector>

#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_points = 48;
constexpr std::size_t most_pairs = most_points * (most_points - 1) / 2;

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

RobustSlope slope_of(std::span<const double> ascending, std::size_t points) {
  const auto n = static_cast<double>(points);
  const double middle = static_cast<double>(ascending.size() - 1) / 2;
  const double half = std::sqrt(n * (n - 1) * (2 * n + 5) / 18) / 2;
  return {sorted_median(ascending), (value_at(ascending, middle + half) - value_at(ascending, middle - half)) / 2};
}

RobustLine placed(RobustSlope slope, std::span<const double> x, std::span<const double> y) {
  RobustLine line{slope, 0, 0};
  std::array<double, most_points> room;
  const std::span rest = std::span(room).first(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) rest[i] = y[i] - line.slope * x[i];
  std::array<double, most_points> room_to_sort;
  const std::span ascending = std::span(room_to_sort).first(x.size());
  std::copy(rest.begin(), rest.end(), ascending.begin());
  std::sort(ascending.begin(), ascending.end());
  line.intercept = sorted_median(ascending);
  for (const double value : rest) line.deviation += std::abs(value - line.intercept) / static_cast<double>(x.size());
  return line;
}

}  // namespace

RobustSlope theil_sen_slope(std::span<const double> x, std::span<const double> y) {
  if (x.size() > most_points) return theil_sen_slope(thinned(x, most_points), thinned(y, most_points));
  std::array<double, most_pairs> room;
  const std::span slopes = std::span(room).first(x.size() * (x.size() - 1) / 2);
  auto next = slopes.begin();
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = i + 1; j < x.size(); ++j) *next++ = (y[j] - y[i]) / (x[j] - x[i]);
  boost::sort::pdqsort_branchless(slopes.begin(), slopes.end());
  return slope_of(slopes, x.size());
}

RobustLine theil_sen(std::span<const double> x, std::span<const double> y) {
  if (x.size() > most_points) return theil_sen(thinned(x, most_points), thinned(y, most_points));
  return placed(theil_sen_slope(x, y), x, y);
}

RobustLines::RobustLines(std::span<const double> x, std::span<const double> y) : x_(x), y_(y) {
  if (x.size() > most_points) return;
  pairs_.reserve(x.size() * (x.size() - 1) / 2);
  for (std::uint32_t i = 0; i < x.size(); ++i)
    for (std::uint32_t j = i + 1; j < x.size(); ++j) pairs_.push_back({(y[j] - y[i]) / (x[j] - x[i]), i, j});
  boost::sort::pdqsort_branchless(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) { return a.slope < b.slope; });
}

RobustSlope RobustLines::slope(std::size_t first, std::size_t count) const {
  if (pairs_.empty()) return theil_sen_slope(x_.subspan(first, count), y_.subspan(first, count));
  std::array<double, most_pairs + 1> slopes;  // one is written to before it is known whether it stays
  std::size_t inside = 0;
  for (const Pair& pair : pairs_) {
    slopes[inside] = pair.slope;
    inside += static_cast<std::size_t>(pair.from >= first) & static_cast<std::size_t>(pair.to < first + count);
  }
  return slope_of(std::span(slopes).first(inside), count);
}

RobustLine RobustLines::line(std::size_t first, std::size_t count) const {
  if (pairs_.empty()) return theil_sen(x_.subspan(first, count), y_.subspan(first, count));
  return placed(slope(first, count), x_.subspan(first, count), y_.subspan(first, count));
}

}  // namespace polesweep::analysis
