#include "analysis/results/runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include "analysis/estimators/looks.hpp"
#include "analysis/estimators/quantiles.hpp"
#include "analysis/results/looks.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

double fraction(const results::Group& root, std::string_view name) {
  const std::string text = root.attribute(name);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || !(value > 0 && value < 1)) {
    throw Error(fmt::format("{}: got '{}' (the attribute must be a number in (0, 1))", name, excerpt(text)));
  }
  return value;
}

/// The values, or none in a data set that is to be written: no statistics ask for them.
template <class T>
std::span<const T> values_unless_made_later(const results::Group& root, std::string_view name, const std::vector<std::string>& dimensions) {
  const results::Variable* variable = root.find(name);
  return variable && variable->make ? std::span<const T>() : values<T>(root, name, dimensions);
}

}  // namespace

bool is_analysed(std::string_view group, std::string_view variable) {
  if (group.empty()) return variable != "diverged_at" && variable != "processor_seconds";
  if (group == "provenance/numerics") return variable != "run_numerics";
  return group != "statistics" || (variable != "theory_rate" && !variable.ends_with("_rate_error"));
}

Runs::Runs(const results::Group& root)
    : points_(values<std::int64_t>(root, "point", {"point"}).size()),
      seed_(values<std::uint64_t>(root, "seed", {"seed"})),
      thresholds_(values<double>(root, "threshold", {"threshold"})),
      ids_(values_unless_made_later<std::string>(root, "point_id", {"point"})),
      parameters_(values_unless_made_later<std::int64_t>(root, "parameters", {"point"})),
      operations_(values_unless_made_later<double>(root, "operations", {"point", "length"})),
      wall_seconds_(values_unless_made_later<double>(root, "wall_seconds", {"point", "seed"})),
      status_(values<std::int32_t>(root, "status", {"point", "seed"})),
      dropped_after_(root.find("dropped_after") ? values<std::int64_t>(root, "dropped_after", {"point", "seed"})
                                                : std::span<const std::int64_t>()),
      trivial_risk_(values<double>(root, "trivial_risk", {"point", "seed"})),
      recorded_(values<std::int32_t>(root, "task_recorded", {"point"})),
      windows_overlap_(values<std::int32_t>(root, "windows_overlap", {"point"})),
      windows_apart_(root.find("windows_apart") ? values<std::int64_t>(root, "windows_apart", {"point"}) : std::span<const std::int64_t>()),
      distinct_runs_(values<std::int64_t>(root, "distinct_runs", {"point"})),
      stated_confidence_(fraction(root, "confidence")),
      confidence_(confidence_at_look(stated_confidence_, possible_looks(root))),
      delta_(fraction(root, "delta")) {
  for (const std::int32_t status : status_) {
    if (status < 0 || status > 4) throw Error(fmt::format("status: got {} (must be 0, 1, 2, 3 or 4)", status));
  }
  for (const Along along : every_axis) {
    std::optional<MeasuredAxis> axis = MeasuredAxis::find(root, along);
    if (!axis) continue;
    std::optional<std::span<const double>> risk;
    if (along == Along::lengths || axis->group().find("risk")) risk = values<double>(axis->group(), "risk", axis->dimensions());
    curves_[static_cast<std::size_t>(along)] = Curves{*std::move(axis), risk};
  }
  for (std::size_t p = 0; p < points_; ++p) given_data_.push_back(on_one_window(p) && runs_differ(p));
}

/// By their risks, of runs that are there.
bool Runs::runs_differ(std::size_t point) const {
  std::size_t first = 0;
  while (first < seeds() && !has_finished(point, first)) ++first;
  for (std::size_t s = first + 1; s < seeds(); ++s)
    for (std::size_t l = 0; l < lengths().size(); ++l) {
      const double a = risk(Along::lengths, point, first, l);
      const double b = risk(Along::lengths, point, s, l);
      if (!std::isnan(a) && !std::isnan(b) && a != b) return true;
    }
  return false;
}

std::size_t Runs::last_measured(Along along) const {
  const Curves& curves = curves_of(along);
  for (std::size_t place = curves.axis.places().size(); place-- > 1;)
    for (const std::size_t point : curves.axis.points())
      for (std::size_t seed = 0; seed < seeds(); ++seed)
        if (!std::isnan(risk(along, point, seed, place))) return place;
  return 0;
}

double Runs::operations(std::size_t point, std::size_t length) const { return operations_[point * lengths().size() + length]; }

double Runs::risk(Along along, std::size_t point, std::size_t seed, std::size_t place) const {
  const Curves& curves = curves_of(along);
  const std::optional<std::size_t> row = curves.axis.row(point);
  return row ? curves.risk.value()[curves.axis.start(*row, seed, curves.axis.usual_set(point)) + place] : nan;
}

double Runs::nmse(Along along, std::size_t point, std::size_t seed, std::size_t place) const {
  return risk(along, point, seed, place) / trivial_risk(point, seed);
}

const Runs::Curves& Runs::curves_of(Along along) const {
  const std::optional<Curves>& curves = curves_[static_cast<std::size_t>(along)];
  if (!curves) throw Error(fmt::format("nothing was measured at {}s", words(along).name));
  return *curves;
}

StatusCounts Runs::counts(std::size_t point) const {
  StatusCounts counts;
  for (std::size_t s = 0; s < seeds(); ++s) ++counts[status(point, s)];
  return counts;
}

std::optional<std::int64_t> Runs::dropped_after(std::size_t point, std::size_t seed) const {
  const std::int64_t after = dropped_after_.empty() ? -1 : dropped_after_[point * seeds() + seed];
  return after < 0 ? std::nullopt : std::optional(after);
}

std::size_t Runs::lengths_run(std::size_t point) const {
  std::int64_t last = 0;
  for (std::size_t seed = 0; seed < seeds(); ++seed) {
    const std::optional<std::int64_t> after = dropped_after(point, seed);
    if (!after) return lengths().size();
    last = std::max(last, *after);
  }
  return static_cast<std::size_t>(std::upper_bound(lengths().begin(), lengths().end(), last) - lengths().begin());
}

double Runs::median_seconds(std::size_t point) const {
  std::vector<double> durations;
  for (std::size_t s = 0; s < seeds(); ++s) {
    if (status(point, s) == Status::complete) durations.push_back(wall_seconds_[point * seeds() + s]);
  }
  std::sort(durations.begin(), durations.end());
  return sorted_median(durations);
}

std::vector<std::size_t> Runs::distinct_seeds(std::size_t point) const {
  std::vector<std::size_t> positions;
  std::set<std::uint64_t> windows;
  for (std::size_t s = 0; s < seeds(); ++s) {
    if (!recorded(point) || given_data(point) || windows.insert(window(point, s)).second) positions.push_back(s);
  }
  return positions;
}

bool Runs::any_given_data(std::span<const std::size_t> points) const {
  return std::any_of(points.begin(), points.end(), [&](std::size_t point) { return given_data(point); });
}

bool Runs::have_interval(std::span<const std::size_t> points) const {
  const bool given = any_given_data(points);
  return std::all_of(points.begin(), points.end(), [&](std::size_t point) { return has_interval(point) || given; });
}

std::vector<std::size_t> Runs::distinct_seeds(std::span<const std::size_t> points) const {
  const auto found = std::find_if(points.begin(), points.end(), [&](std::size_t point) { return given_data(point); });
  return distinct_seeds(found != points.end() ? *found : points.front());
}

std::uint64_t Runs::window(std::size_t point, std::size_t seed) const {
  const std::int64_t distinct = distinct_runs_[point];
  return distinct < 0 ? seed_[seed] : seed_[seed] % static_cast<std::uint64_t>(std::max<std::int64_t>(distinct, 1));
}

std::uint64_t Runs::windows_apart(std::size_t point) const {
  return windows_apart_.empty() ? 1 : static_cast<std::uint64_t>(std::max<std::int64_t>(windows_apart_[point], 1));
}

}  // namespace polesweep::analysis
