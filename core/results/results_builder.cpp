#include "core/results/results_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

#include "core/results/point_columns.hpp"

namespace polesweep::results {
namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

std::size_t position(const std::vector<std::int64_t>& lengths, std::int64_t length) {
  return static_cast<std::size_t>(std::find(lengths.begin(), lengths.end(), length) - lengths.begin());
}

template <class T>
std::ptrdiff_t find_sorted(const std::vector<T>& sorted, const T& value) {
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), value);
  return found != sorted.end() && *found == value ? found - sorted.begin() : -1;
}

const MeasuredSeries* find_series(const RunRecord& record, const std::string& name) {
  for (const MeasuredSeries& series : record.measures)
    if (series.name == name) return &series;
  return nullptr;
}

}  // namespace

ResultsBuilder::ResultsBuilder(Request request) : request_(std::move(request)) {
  const std::size_t runs = request_.ids.size() * request_.seeds.size();
  status_.assign(runs, static_cast<std::int32_t>(Status::missing));
  diverged_at_.assign(runs, -1);
  trivial_risk_.assign(runs, not_measured);
  wall_seconds_.assign(runs, not_measured);
  risk_.assign(runs * request_.lengths.size(), not_measured);
  metrics_.assign(request_.metrics.size(), risk_);
  set_aside_.assign(runs, false);
}

std::uint64_t ResultsBuilder::count(Status status) const {
  return static_cast<std::uint64_t>(std::count(status_.begin(), status_.end(), static_cast<std::int32_t>(status)));
}

ResultsBuilder::Added ResultsBuilder::add(const RunRecord& record) {
  const std::ptrdiff_t point = find_sorted(request_.ids, record.key.point);
  const std::ptrdiff_t seed = find_sorted(request_.seeds, record.key.seed);
  if (point < 0 || seed < 0 || request_.evaluation_hashes[static_cast<std::size_t>(point)] != record.key.evaluation)
    return Added::not_asked_for;
  const bool failed = record.status == Status::failed;
  if (!failed && !serves(record, {request_.lengths, request_.metrics, {}})) return Added::not_asked_for;
  const std::size_t run = at(static_cast<std::size_t>(point), static_cast<std::size_t>(seed));
  if (set_aside_[run]) return Added::conflict;
  if (is_done(static_cast<std::size_t>(point), static_cast<std::size_t>(seed))) {
    if (failed || same_as_stored(run, record)) return Added::duplicate;
    conflicts_.push_back(fmt::format("point {}, seed {}: two records of this run differ (the same run must give the same bits)",
                                     record.key.point.hex(), record.key.seed));
    set_aside_[run] = true;
    status_[run] = static_cast<std::int32_t>(Status::missing);
    return Added::conflict;
  }
  std::erase_if(failures_, [&](const Failure& failure) { return at(failure.point, failure.seed) == run; });
  if (failed) failures_.push_back({static_cast<std::size_t>(point), static_cast<std::size_t>(seed), record.message});
  store(run, record);
  return Added::used;
}

bool ResultsBuilder::same_as_stored(std::size_t run, const RunRecord& record) const {
  if (status_[run] != static_cast<std::int32_t>(record.status) || diverged_at_[run] != record.diverged_at ||
      !same_bits(trivial_risk_[run], record.trivial_risk))
    return false;
  for (std::size_t i = 0; i < request_.lengths.size(); ++i) {
    const std::size_t at_record = position(record.lengths, request_.lengths[i]);
    if (!same_bits(risk_[run * request_.lengths.size() + i], record.risk[at_record])) return false;
    for (std::size_t m = 0; m < metrics_.size(); ++m)
      if (!same_bits(metrics_[m][run * request_.lengths.size() + i], find_series(record, request_.metrics[m])->values[at_record]))
        return false;
  }
  return true;
}

void ResultsBuilder::store(std::size_t run, const RunRecord& record) {
  status_[run] = static_cast<std::int32_t>(record.status);
  diverged_at_[run] = record.diverged_at;
  wall_seconds_[run] = record.wall_seconds;
  if (record.status == Status::failed) return;
  trivial_risk_[run] = record.trivial_risk;
  for (std::size_t i = 0; i < request_.lengths.size(); ++i) {
    const std::size_t at_record = position(record.lengths, request_.lengths[i]);
    risk_[run * request_.lengths.size() + i] = record.risk[at_record];
    for (std::size_t m = 0; m < metrics_.size(); ++m)
      metrics_[m][run * request_.lengths.size() + i] = find_series(record, request_.metrics[m])->values[at_record];
  }
}

Group ResultsBuilder::build() const {
  const std::size_t points = request_.ids.size();
  Group root;
  root.attributes = request_.attributes;
  root.attributes.emplace_back("schema", std::to_string(schema_version));
  root.attributes.emplace_back("complete", count(Status::missing) == 0 ? "true" : "false");
  root.dimensions = {
      {"point", points}, {"seed", request_.seeds.size()}, {"length", request_.lengths.size()}, {"threshold", request_.thresholds.size()}};
  const auto add = [&](Variable variable) { root.variables.push_back(std::move(variable)); };
  std::vector<std::int64_t> numbers(points);
  for (std::size_t i = 0; i < points; ++i) numbers[i] = static_cast<std::int64_t>(i);
  add({"point", {"point"}, std::move(numbers), "point, in order of identity", "1", {}, {}});
  add({"seed", {"seed"}, request_.seeds, "seed of the run's random streams", "1", {}, {}});
  add({"length", {"length"}, request_.lengths, "number of distinct training samples", "samples", {}, {}});
  add({"threshold", {"threshold"}, request_.thresholds, "threshold of the normalised risk", "1", {}, {}});

  PointColumns columns;
  for (std::size_t i = 0; i < points; ++i) columns.add(request_.ids[i], request_.evaluation_hashes[i], request_.describe(i));
  for (Variable& variable : columns.take()) add(std::move(variable));

  add({"status",
       {"point", "seed"},
       status_,
       "outcome of the run",
       "1",
       {{0, "missing"}, {1, "complete"}, {2, "diverged"}, {3, "failed"}},
       {}});
  add({"diverged_at",
       {"point", "seed"},
       diverged_at_,
       "first training sample (from 1) that was not finite; -1 for none",
       "samples",
       {},
       {}});
  add({"trivial_risk", {"point", "seed"}, trivial_risk_, "risk of the best constant prediction", "target^2", {}, {}});
  add({"wall_seconds", {"point", "seed"}, wall_seconds_, "share of the computing time, divided by operations", "s", {}, {}});
  add({"risk", {"point", "seed", "length"}, risk_, "mean squared error against the clean target, summed over outputs", "target^2", {}, {}});
  for (std::size_t m = 0; m < metrics_.size(); ++m)
    add({request_.metrics[m], {"point", "seed", "length"}, metrics_[m], metric_long_name(request_.metrics[m]), "1", {}, {}});

  Group failures{.name = "failures", .attributes = {}, .dimensions = {{"failure", failures_.size()}}, .variables = {}, .groups = {}};
  std::vector<std::int64_t> failed_points;
  std::vector<std::uint64_t> failed_seeds;
  std::vector<std::string> messages;
  for (const Failure& failure : failures_) {
    failed_points.push_back(static_cast<std::int64_t>(failure.point));
    failed_seeds.push_back(request_.seeds[failure.seed]);
    messages.push_back(failure.message);
  }
  failures.variables = {{"failed_point", {"failure"}, std::move(failed_points), "point of the failed run", "1", {}, {}},
                        {"failed_seed", {"failure"}, std::move(failed_seeds), "seed of the failed run", "1", {}, {}},
                        {"message", {"failure"}, std::move(messages), "why the run failed", "", {}, {}}};
  root.groups.push_back(std::move(failures));
  return root;
}

}  // namespace polesweep::results
