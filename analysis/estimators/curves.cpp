#include "analysis/estimators/curves.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "analysis/estimators/quantiles.hpp"
#include "analysis/estimators/robust_line.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_points = 5;
constexpr std::size_t shortest_quarter = 3;
constexpr std::size_t farther = 2;
constexpr double allowed_trend = 0.05;
constexpr double standard_errors = 3;
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Whether the risks have come to rest. Logarithms, so that trend and scatter are relative to the floor.
bool rests(std::span<const double> risks) {
  if (std::adjacent_find(risks.begin(), risks.end(), std::not_equal_to<>()) == risks.end()) return true;
  std::vector<double> position;
  std::vector<double> logarithm;
  for (const double risk : risks) {
    if (risk <= 0) continue;  // as low as can be: of no other value can be said how far off it is
    position.push_back(static_cast<double>(position.size()));
    logarithm.push_back(std::log(risk));
  }
  if (position.size() < shortest_quarter) return true;
  const RobustLine line = theil_sen(position, logarithm);
  const double trend = std::abs(line.slope) * static_cast<double>(position.size() - 1);
  return trend <= allowed_trend || std::abs(line.slope) <= standard_errors * line.standard_error;
}

/// Points of a decay to a floor, with the logarithm of their excess.
struct DecayPoints {
  std::vector<double> x;
  std::vector<double> log_x;
  std::vector<double> y;

  void add(double place, double excess) {
    // A point below the floor by chance has no logarithm; it carries no weight either. Nor has the start of training a logarithm of N.
    if (excess <= 0 || place <= 0) return;
    x.push_back(place);
    log_x.push_back(std::log(place));
    y.push_back(std::log(excess));
  }
};

Rate no_rate(RateReason reason) { return {not_a_number, not_a_number, reason}; }

}  // namespace

double settles_at(std::span<const std::int64_t> lengths, std::span<const double> curve, double level) {
  double settled = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = curve.size(); i-- > 0;) {
    if (std::isnan(curve[i])) continue;
    if (curve[i] > level) return std::isnan(settled) ? std::numeric_limits<double>::infinity() : settled;
    settled = static_cast<double>(lengths[i]);
  }
  return settled;
}

const std::vector<std::pair<std::int32_t, std::string>>& rate_reasons() {
  static const std::vector<std::pair<std::int32_t, std::string>> reasons = {
      {0, "fitted"}, {1, "few_points"}, {2, "floor_not_reached"}, {3, "not_exponential"}, {4, "diverged"}, {5, "not_measured"}};
  return reasons;
}

Rate convergence_rate(std::span<const std::int64_t> places, std::span<const double> risk) {
  std::vector<double> measured_at;
  std::vector<double> risks;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    if (std::isnan(risk[i])) continue;
    if (std::isinf(risk[i])) return no_rate(RateReason::diverged);
    measured_at.push_back(static_cast<double>(places[i]));
    risks.push_back(risk[i]);
  }
  if (risks.empty()) return no_rate(RateReason::not_measured);
  if (risks.size() < fewest_points) return no_rate(RateReason::few_points);

  const std::span<const double> quarter = std::span(risks).last(std::max(shortest_quarter, (risks.size() + 3) / 4));
  if (!rests(quarter)) return no_rate(RateReason::floor_not_reached);
  std::vector<double> ascending(quarter.begin(), quarter.end());
  std::sort(ascending.begin(), ascending.end());
  const double floor = sorted_median(ascending);

  std::size_t end = risks.size();
  while (end > 0 && risks[end - 1] < 3 * floor) --end;
  std::size_t begin = 0;
  while (begin < end && risks[begin] - floor > (risks[0] - floor) / 2) ++begin;

  DecayPoints window;
  for (std::size_t i = begin; i < end; ++i) window.add(measured_at[i], risks[i] - floor);
  if (window.x.size() < fewest_points) return no_rate(RateReason::few_points);
  const RobustLine first = theil_sen(window.x, window.y);
  if (first.slope < 0) {
    // Where a curve crosses a level depends on the scatter there, which then tilts the line; where the line crosses it, hardly.
    const double from = (std::log((risks[0] - floor) / 2) - first.intercept) / first.slope;
    const double to = (std::log(2 * floor) - first.intercept) / first.slope;
    DecayPoints again;
    // A decay may end in a step, below which the line would go on: not far beyond the first window.
    const std::size_t last = std::min(end + farther, risks.size());
    for (std::size_t i = begin - std::min(begin, farther); i < last; ++i)
      if (from <= measured_at[i] && measured_at[i] <= to) again.add(measured_at[i], risks[i] - floor);
    if (again.x.size() >= fewest_points) window = std::move(again);
  }
  const RobustLine exponential = theil_sen(window.x, window.y);
  if (!(exponential.slope < 0) || theil_sen(window.log_x, window.y).deviation < exponential.deviation)
    return no_rate(RateReason::not_exponential);
  return {-exponential.slope, exponential.standard_error, RateReason::fitted};
}

}  // namespace polesweep::analysis
