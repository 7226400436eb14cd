#include "analysis/results/runs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "analysis/estimators/quantiles.hpp"
#include "core/error.hpp"

namespace polesweep::analysis {
namespace {

double fraction(const results::Group& root, std::string_view name) {
  const std::string text = root.attribute(name);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || !(value > 0 && value < 1)) {
    throw Error(fmt::format("{}: got '{}' (the attribute must be a number in (0, 1))", name, text));
  }
  return value;
}

}  // namespace

template <class T>
std::span<const T> values(const results::Group& group, std::string_view name, const std::vector<std::string>& dimensions) {
  const results::Variable* variable = group.find(name);
  if (variable == nullptr) throw Error(fmt::format("{}: no such variable (results of a sweep have one). Is this a results file?", name));
  if (variable->dimensions != dimensions) {
    throw Error(
        fmt::format("{}: has dimensions ({}) (must be ({}))", name, fmt::join(variable->dimensions, ", "), fmt::join(dimensions, ", ")));
  }
  const auto* found = std::get_if<std::vector<T>>(&variable->values);
  if (found == nullptr) throw Error(fmt::format("{}: holds another type of value than the schema says", name));
  std::size_t expected = 1;
  for (const std::string& dimension : dimensions) expected *= group.size_of(dimension);
  if (found->size() != expected) throw Error(fmt::format("{}: holds {} values (must be {})", name, found->size(), expected));
  return *found;
}

template std::span<const double> values(const results::Group&, std::string_view, const std::vector<std::string>&);
template std::span<const std::int32_t> values(const results::Group&, std::string_view, const std::vector<std::string>&);
template std::span<const std::int64_t> values(const results::Group&, std::string_view, const std::vector<std::string>&);
template std::span<const std::uint64_t> values(const results::Group&, std::string_view, const std::vector<std::string>&);
template std::span<const std::string> values(const results::Group&, std::string_view, const std::vector<std::string>&);

Runs::Runs(const results::Group& root)
    : points_(values<std::int64_t>(root, "point", {"point"}).size()),
      seed_(values<std::uint64_t>(root, "seed", {"seed"})),
      lengths_(values<std::int64_t>(root, "length", {"length"})),
      thresholds_(values<double>(root, "threshold", {"threshold"})),
      ids_(values<std::string>(root, "point_id", {"point"})),
      parameters_(values<std::int64_t>(root, "parameters", {"point"})),
      operations_(values<double>(root, "operations", {"point", "length"})),
      wall_seconds_(values<double>(root, "wall_seconds", {"point", "seed"})),
      status_(values<std::int32_t>(root, "status", {"point", "seed"})),
      risk_(values<double>(root, "risk", {"point", "seed", "length"})),
      trivial_risk_(values<double>(root, "trivial_risk", {"point", "seed"})),
      recorded_(values<std::int32_t>(root, "task_recorded", {"point"})),
      windows_overlap_(values<std::int32_t>(root, "windows_overlap", {"point"})),
      windows_apart_(root.find("windows_apart") ? values<std::int64_t>(root, "windows_apart", {"point"}) : std::span<const std::int64_t>()),
      distinct_runs_(values<std::int64_t>(root, "distinct_runs", {"point"})),
      confidence_(fraction(root, "confidence")),
      delta_(fraction(root, "delta")) {
  for (const std::int32_t status : status_) {
    if (status < 0 || status > 3) throw Error(fmt::format("status: got {} (must be 0, 1, 2 or 3)", status));
  }
  for (std::size_t p = 0; p < points_; ++p) given_data_.push_back(on_one_window(p) && runs_differ(p));
}

/// By their risks, of runs that are there.
bool Runs::runs_differ(std::size_t point) const {
  const std::size_t row = lengths_.size();
  const auto risks = [&](std::size_t s) { return risk_.subspan((point * seeds() + s) * row, row); };
  std::size_t first = 0;
  while (first < seeds() && !has_finished(point, first)) ++first;
  for (std::size_t s = first + 1; s < seeds(); ++s)
    for (std::size_t l = 0; l < row; ++l) {
      const double a = risks(first)[l];
      const double b = risks(s)[l];
      if (!std::isnan(a) && !std::isnan(b) && a != b) return true;
    }
  return false;
}

Runs Runs::for_answers(const results::Group& root) {
  Runs runs(root);
  const results::Group* training = root.find_group("training");
  if (!runs.lengths_.empty() || training == nullptr) return runs;
  runs.by_update_ = true;
  runs.lengths_ = values<std::int64_t>(*training, "iteration", {"iteration"});
  const std::size_t row = runs.lengths_.size();
  const std::size_t stride = training->size_of("training_length") * row;  // of fresh batches the first length is used
  const std::span<const double> measured = values<double>(*training, "risk", {"training_point", "seed", "training_length", "iteration"});
  runs.own_risk_.assign(runs.points_ * runs.seeds() * row, std::numeric_limits<double>::quiet_NaN());
  const std::span<const std::int64_t> points = values<std::int64_t>(*training, "training_point", {"training_point"});
  std::size_t run = 0;
  for (const std::int64_t point : points)
    for (std::size_t s = 0; s < runs.seeds(); ++s, ++run)
      std::copy_n(measured.begin() + static_cast<std::ptrdiff_t>(run * stride), row,
                  runs.own_risk_.begin() + static_cast<std::ptrdiff_t>((static_cast<std::size_t>(point) * runs.seeds() + s) * row));
  runs.risk_ = runs.own_risk_;
  return runs;
}

double Runs::operations(std::size_t point, std::size_t length) const {
  return by_update_ ? std::numeric_limits<double>::quiet_NaN() : operations_[point * lengths_.size() + length];
}

std::string Runs::place(std::size_t length) const {
  return by_update_ ? fmt::format("{} updates", lengths_[length]) : fmt::format("N = {}", lengths_[length]);
}

double Runs::risk(std::size_t point, std::size_t seed, std::size_t length) const {
  return risk_[(point * seeds() + seed) * lengths_.size() + length];
}

double Runs::nmse(std::size_t point, std::size_t seed, std::size_t length) const {
  return risk(point, seed, length) / trivial_risk(point, seed);
}

StatusCounts Runs::counts(std::size_t point) const {
  StatusCounts counts;
  for (std::size_t s = 0; s < seeds(); ++s) ++counts[status(point, s)];
  return counts;
}

std::size_t Runs::last_measured_length() const {
  for (std::size_t l = lengths_.size(); l-- > 1;)
    for (std::size_t run = 0; run < status_.size(); ++run)
      if (!std::isnan(risk_[run * lengths_.size() + l])) return l;
  return 0;
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
