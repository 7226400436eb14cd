#include "analysis/estimators/curves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/estimators/lines.hpp"
#include "analysis/estimators/quantiles.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_points = 5;
constexpr std::size_t shortest_quarter = 3;
constexpr double allowed_trend = 0.05;
constexpr double standard_errors = 3;

/// Whether the risks have come to rest. Logarithms, so that trend and scatter are relative to the floor.
bool rests(std::span<const double> risks) {
  if (std::adjacent_find(risks.begin(), risks.end(), std::not_equal_to<>()) == risks.end()) return true;
  std::vector<double> position;
  std::vector<double> logarithm;
  for (const double risk : risks) {
    position.push_back(static_cast<double>(position.size()));
    logarithm.push_back(std::log(risk));
  }
  const Line line = fit_line(position, logarithm);
  const double trend = std::abs(line.slope) * static_cast<double>(risks.size() - 1);
  const double error = std::sqrt(line.residual / static_cast<double>(risks.size() - 2) / line.spread);
  return trend <= allowed_trend || std::abs(line.slope) <= standard_errors * error;
}

Rate no_rate(RateReason reason) { return {std::numeric_limits<double>::quiet_NaN(), reason}; }

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

Rate convergence_rate(std::span<const std::int64_t> lengths, std::span<const double> risk) {
  std::vector<double> samples;
  std::vector<double> risks;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    if (std::isnan(risk[i])) continue;
    if (std::isinf(risk[i])) return no_rate(RateReason::diverged);
    samples.push_back(static_cast<double>(lengths[i]));
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

  std::vector<double> x;
  std::vector<double> log_x;
  std::vector<double> y;
  for (std::size_t i = begin; i < end; ++i) {
    // A point below the floor by chance has no logarithm; it carries no weight either.
    if (risks[i] <= floor) continue;
    x.push_back(samples[i]);
    log_x.push_back(std::log(samples[i]));
    y.push_back(std::log(risks[i] - floor));
  }
  if (x.size() < fewest_points) return no_rate(RateReason::few_points);
  const Line exponential = fit_line(x, y);
  const Line power = fit_line(log_x, y);
  if (!(exponential.slope < 0) || power.residual < exponential.residual) return no_rate(RateReason::not_exponential);
  return {-exponential.slope, RateReason::fitted};
}

}  // namespace polesweep::analysis
