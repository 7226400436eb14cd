#include "driver/execute/coordinator.hpp"

#include <algorithm>
#include <chrono>

namespace polesweep::execute {
namespace {

/// Units differ in speed (short ones miss the caches less); this much slower than the average is still thought of.
constexpr double reserve = 1.5;

double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

Coordinator::Coordinator(const sweep::PointList& points, const sweep::UnitList& units, const results::ResultsBuilder& stored,
                         const Limits& limits)
    : points_(points), units_(units), stored_(stored), limits_(limits), position_(limits.shard) {
  standing_.runs = stored.run_count();
  standing_.complete = stored.count(Status::complete);
  standing_.diverged = stored.count(Status::diverged);
  for (std::size_t unit = position_; unit < units.units.size(); unit += limits_.shards)
    if (assign(static_cast<std::uint32_t>(unit))) standing_.operations_total += units.units[unit].operations;
}

std::optional<Assignment> Coordinator::assign(std::uint32_t number) const {
  const sweep::Unit& unit = units_.units[number];
  Assignment assignment{.unit = number, .points = {}, .first_seed = unit.first_seed, .seeds = unit.seeds, .wanted = {}};
  bool any = false;
  for (const std::uint32_t point : units_.points(unit)) {
    assignment.points.push_back(points_.points[point].ref);
    for (std::uint32_t seed = 0; seed < unit.seeds; ++seed) {
      assignment.wanted.push_back(!stored_.is_done(point, unit.first_seed + seed));
      any = any || assignment.wanted.back();
    }
  }
  if (!any) return std::nullopt;
  return assignment;
}

double Coordinator::predicted_seconds(const Assignment& assignment) const {
  const double share = static_cast<double>(std::count(assignment.wanted.begin(), assignment.wanted.end(), true)) /
                       static_cast<double>(assignment.wanted.size());
  const double rate = timed_seconds_ > 0 ? timed_operations_ / timed_seconds_ : limits_.operations_per_second;
  return reserve * share * units_.units[assignment.unit].operations / rate;
}

void Coordinator::take(const Report& report) {
  --standing_.units_running;
  standing_.complete += report.complete;
  standing_.diverged += report.diverged;
  standing_.failed += report.failed;
  standing_.operations_done += units_.units[report.unit].operations;
  if (!report.fault.empty() && fault_.empty()) fault_ = report.fault;
  const auto started = started_.extract(report.unit);
  if (started.empty()) return;
  timed_operations_ += units_.units[report.unit].operations;
  timed_seconds_ += seconds_now() - started.mapped();
}

std::optional<Assignment> Coordinator::next(const Report& report, double seconds_left) {
  if (report.has_unit) take(report);
  if (stopped_ || !fault_.empty() || too_many_failures()) return std::nullopt;
  for (; position_ < units_.units.size(); position_ += limits_.shards) {
    std::optional<Assignment> assignment = assign(static_cast<std::uint32_t>(position_));
    if (!assignment) continue;
    const double seconds = predicted_seconds(*assignment);
    if (seconds > seconds_left) {
      // Time only gets shorter, so a unit that does not fit now never will.
      ++left_out_;
      shortest_left_out_seconds_ = shortest_left_out_seconds_ > 0 ? std::min(shortest_left_out_seconds_, seconds) : seconds;
      continue;
    }
    position_ += limits_.shards;
    ++standing_.units_running;
    started_[assignment->unit] = seconds_now();
    return assignment;
  }
  return std::nullopt;
}

std::uint64_t Coordinator::units_left() const {
  std::uint64_t left = left_out_;
  for (std::size_t unit = position_; unit < units_.units.size(); unit += limits_.shards)
    left += assign(static_cast<std::uint32_t>(unit)).has_value();
  return left;
}

}  // namespace polesweep::execute
