#include "analysis/estimators/curves.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "analysis/estimators/quantiles.hpp"
#include "analysis/estimators/robust_line.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_points = 5;
constexpr std::size_t shortest_quarter = 3;
constexpr std::size_t farther = 2;
constexpr double allowed_trend = 0.05;
constexpr double trend_standard_errors = 3;
constexpr double above_floor = 30;  // a floor changes the logarithm of a risk so far above it by less than 3.4 %
constexpr std::size_t fewest_straight_points = 6;
constexpr double shortest_perfect_fall = 0.3;  // decades, a factor of two
constexpr double perfect_trend = 0.01;
constexpr std::size_t window_starts = 4;

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
  const RobustSlope line = theil_sen_slope(position, logarithm);
  const double trend = std::abs(line.slope) * static_cast<double>(position.size() - 1);
  return trend <= allowed_trend || std::abs(line.slope) <= trend_standard_errors * line.standard_error;
}

/// Points of a decay to a floor, with the logarithm of their excess.
struct DecayPoints {
  std::vector<double> x;
  std::vector<double> y;

  explicit DecayPoints(std::size_t most) {
    x.reserve(most);
    y.reserve(most);
  }

  void add(double place, double excess) {
    // A point below the floor by chance has no logarithm; it carries no weight either. Nor has the start of training a logarithm of N.
    if (excess <= 0 || place <= 0) return;
    x.push_back(place);
    y.push_back(std::log(excess));
  }
};

Rate no_rate(RateReason reason) { return {nan, nan, reason}; }

Rate rate_of_line(const RobustLine& line, std::span<const double> x, std::span<const double> y) {
  if (!(line.slope < 0)) return no_rate(RateReason::not_exponential);
  std::vector<double> log_x(x.size());
  std::transform(x.begin(), x.end(), log_x.begin(), [](double place) { return std::log(place); });
  if (theil_sen(log_x, y).deviation < line.deviation) return no_rate(RateReason::not_exponential);
  return {-line.slope, line.standard_error, RateReason::fitted};
}

/// Points of a decay to zero, and the lines through stretches of them.
class Decay {
 public:
  explicit Decay(DecayPoints points) : points_(std::move(points)), lines_(points_.x, points_.y) {}
  Decay(const Decay&) = delete;
  Decay& operator=(const Decay&) = delete;

  std::span<const double> x() const { return points_.x; }
  const RobustLines& lines() const { return lines_; }
  Rate rate(std::size_t first, std::size_t count) const {
    return rate_of_line(lines_.line(first, count), x().subspan(first, count), std::span(points_.y).subspan(first, count));
  }

 private:
  DecayPoints points_;
  RobustLines lines_;
};

/// A fall on what may be a straight line: a stretch of a decay.
class Fall {
 public:
  Fall(const Decay& decay, std::size_t first, std::size_t count) : decay_(decay), first_(first), count_(count) {
    if (count < fewest_straight_points) return;
    slope_ = decay.lines().slope(first, count).slope;
    decades_ = -slope_ * (decay.x()[first + count - 1] - decay.x()[first]) / std::log(10.0);
  }

  double decades() const { return decades_; }
  /// Surely: a floor, which bends the line, could not change the slope by more.
  bool is_straight(double allowed) const { return bend().size + 2 * bend().error <= allowed; }
  /// As far as can be told.
  bool may_be_straight() const { return bend().size <= allowed_trend || bend().size <= trend_standard_errors * bend().error; }
  Rate rate() const { return decay_.rate(first_, count_); }

 private:
  /// Difference of the slopes of both halves, as a part of the slope of all.
  struct Bend {
    double size = 0;
    double error = 0;  ///< its standard error
  };

  /// Of a fall of some decades: few are asked.
  const Bend& bend() const {
    if (bend_) return *bend_;
    const std::size_t half = count_ / 2;
    const RobustSlope early = decay_.lines().slope(first_, half);
    const RobustSlope late = decay_.lines().slope(first_ + half, count_ - half);
    bend_ = {std::abs(early.slope - late.slope) / std::abs(slope_),
             std::hypot(early.standard_error, late.standard_error) / std::abs(slope_)};
    return *bend_;
  }

  const Decay& decay_;
  std::size_t first_;
  std::size_t count_;
  double slope_ = 0;
  double decades_ = 0;
  mutable std::optional<Bend> bend_;
};

/// Of risks that have not come to rest, as if they fell to zero.
Rate rate_without_floor(std::span<const double> places, std::span<const double> risks) {
  std::size_t begin = 0;
  while (begin < risks.size() && risks[begin] > risks[0] / 2) ++begin;
  DecayPoints points(risks.size() - begin);
  std::vector<std::size_t> before;  // how many points come before a place
  for (std::size_t i = begin; i < risks.size(); ++i) {
    before.push_back(points.x.size());
    points.add(places[i], risks[i]);
  }
  before.push_back(points.x.size());
  const Decay decay(std::move(points));
  const auto window = [&](std::size_t from, std::size_t to) {
    return Fall(decay, before[from - begin], before[to - begin] - before[from - begin]);
  };
  const Fall whole = window(begin, risks.size());
  if (whole.decades() >= shortest_perfect_fall && whole.is_straight(perfect_trend)) return whole.rate();
  if (whole.decades() >= 1 && whole.is_straight(allowed_trend)) return whole.rate();
  // What comes first may be faster or slower than what lasts.
  for (std::size_t part = 1; part < window_starts; ++part)
    if (const Fall fall = window(begin + part * (risks.size() - begin) / window_starts, risks.size());
        fall.decades() >= 1 && fall.is_straight(allowed_trend))
      return fall.rate();
  // A floor is not above the last risks, which leaves what lies far above them.
  std::vector<double> last(risks.end() - shortest_quarter, risks.end());
  std::sort(last.begin(), last.end());
  std::size_t end = risks.size();
  while (end > begin && risks[end - 1] < above_floor * last[shortest_quarter / 2]) --end;
  if (const Fall fall = window(begin, end); fall.decades() >= 1 && fall.may_be_straight()) return fall.rate();
  return no_rate(RateReason::floor_not_reached);
}

}  // namespace

double settles_at(std::span<const std::int64_t> lengths, std::span<const double> curve, double level) {
  double settled = nan;
  for (std::size_t i = curve.size(); i-- > 0;) {
    if (std::isnan(curve[i])) continue;
    if (curve[i] > level) return std::isnan(settled) ? infinity : settled;
    settled = static_cast<double>(lengths[i]);
  }
  return settled;
}

double plateau_length(std::span<const std::int64_t> places, std::span<const double> loss) {
  constexpr double still = 0.9;  // of the loss at the beginning
  double longest = nan;
  for (std::size_t first = 0; first < loss.size(); ++first) {
    if (!std::isfinite(loss[first])) continue;
    std::size_t last = first;
    for (std::size_t i = first + 1; i < loss.size(); ++i) {
      if (!std::isfinite(loss[i])) continue;
      if (loss[i] <= still * loss[first]) {
        const auto length = static_cast<double>(places[last] - places[first]);
        longest = std::isnan(longest) ? length : std::max(longest, length);
        break;
      }
      last = i;
    }
  }
  return longest;
}

const std::vector<std::pair<std::int32_t, std::string>>& rate_reasons() {
  static const std::vector<std::pair<std::int32_t, std::string>> reasons = {
      {0, "fitted"}, {1, "few_points"}, {2, "floor_not_reached"}, {3, "not_exponential"}, {4, "diverged"}, {5, "not_measured"}};
  return reasons;
}

Rate convergence_rate(std::span<const std::int64_t> places, std::span<const double> risk) {
  std::vector<double> measured_at;
  std::vector<double> risks;
  measured_at.reserve(risk.size());
  risks.reserve(risk.size());
  for (std::size_t i = 0; i < risk.size(); ++i) {
    if (std::isnan(risk[i])) continue;
    if (std::isinf(risk[i])) return no_rate(RateReason::diverged);
    measured_at.push_back(static_cast<double>(places[i]));
    risks.push_back(risk[i]);
  }
  if (risks.empty()) return no_rate(RateReason::not_measured);
  if (risks.size() < fewest_points) return no_rate(RateReason::few_points);

  const std::span<const double> quarter = std::span(risks).last(std::max(shortest_quarter, (risks.size() + 3) / 4));
  if (!rests(quarter)) return rate_without_floor(measured_at, risks);
  std::vector<double> ascending(quarter.begin(), quarter.end());
  std::sort(ascending.begin(), ascending.end());
  const double floor = sorted_median(ascending);

  std::size_t end = risks.size();
  while (end > 0 && risks[end - 1] < 3 * floor) --end;
  std::size_t begin = 0;
  while (begin < end && risks[begin] - floor > (risks[0] - floor) / 2) ++begin;

  DecayPoints window(end - begin);
  for (std::size_t i = begin; i < end; ++i) window.add(measured_at[i], risks[i] - floor);
  if (window.x.size() < fewest_points) return no_rate(RateReason::few_points);
  const RobustLine first = theil_sen(window.x, window.y);
  if (first.slope < 0) {
    // Where a curve crosses a level depends on the scatter there, which then tilts the line; where the line crosses it, hardly.
    const double from = (std::log((risks[0] - floor) / 2) - first.intercept) / first.slope;
    const double to = (std::log(2 * floor) - first.intercept) / first.slope;
    // A decay may end in a step, below which the line would go on: not far beyond the first window.
    const std::size_t last = std::min(end + farther, risks.size());
    DecayPoints again(last);
    for (std::size_t i = begin - std::min(begin, farther); i < last; ++i)
      if (from <= measured_at[i] && measured_at[i] <= to) again.add(measured_at[i], risks[i] - floor);
    if (again.x.size() >= fewest_points) window = std::move(again);
  }
  return rate_of_line(theil_sen(window.x, window.y), window.x, window.y);
}

}  // namespace polesweep::analysis
