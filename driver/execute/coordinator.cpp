#include "driver/execute/coordinator.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>

namespace polesweep::execute {
namespace {

/// Safety factor, because units differ in speed (short ones miss the caches less): a unit may run this much slower than the average.
constexpr double reserve = 1.5;

/// Numbers of lengths asked of runs that are due, descending.
std::vector<std::uint32_t> passes(const results::ResultsBuilder& stored) {
  const auto all = static_cast<std::uint32_t>(stored.request().lengths.size());
  if (!stored.request().ask_of_races) return {all};
  std::set<std::uint32_t, std::greater<>> asked;
  for (std::size_t point = 0; point < stored.request().ids.size(); ++point)
    for (std::size_t seed = 0; seed < stored.request().seeds.size(); ++seed)
      if (stored.is_due(point, seed)) asked.insert(static_cast<std::uint32_t>(stored.asked(point, seed)));
  return {asked.begin(), asked.end()};
}

double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

Coordinator::Coordinator(const Work& work, const Limits& limits)
    : work_(work), limits_(limits), passes_(passes(work.stored)), position_(limits.shard) {
  standing_.runs = work.stored.run_count();
  standing_.complete = work.stored.count(Status::complete);
  standing_.diverged = work.stored.count(Status::diverged);
  standing_.dropped = work.stored.count(Status::dropped);
  standing_.values = work.stored_theory.value_count();
  standing_.values_done = work.stored_theory.values_done();
  for (std::size_t number = position_; number < run_numbers(); number += limits_.shards)
    if (const auto assignment = assign(static_cast<std::uint32_t>(number))) standing_.operations_total += operations(*assignment);
  at_start_ = standing_;
  samples_at_start_ = samples_saved();
}

std::optional<Assignment> Coordinator::assign(std::uint32_t number) const {
  if (is_theory(number)) {
    const std::size_t position = number - run_numbers();
    if (work_.stored_theory.is_done(position)) return std::nullopt;
    return Assignment{.unit = number, .points = {}, .first_seed = 0, .seeds = 0, .wanted = {}, .theory = work_.theory_units[position]};
  }
  const sweep::Unit& unit = this->unit(number);
  Assignment assignment{.unit = number,
                        .points = {},
                        .first_seed = unit.first_seed,
                        .seeds = unit.seeds,
                        .lengths = lengths(number),
                        .wanted = {},
                        .theory = {}};
  bool any = false;
  for (const std::uint32_t point : work_.units.points(unit)) {
    assignment.points.push_back(work_.points.points[point].ref);
    for (std::uint32_t seed = 0; seed < unit.seeds; ++seed) {
      assignment.wanted.push_back(wants(point, unit.first_seed + seed, assignment.lengths));
      any = any || assignment.wanted.back();
    }
  }
  if (!any) return std::nullopt;
  return assignment;
}

bool Coordinator::wants(std::size_t point, std::size_t seed, std::uint32_t lengths) const {
  if (seed >= work_.stored.request().seeds.size()) return false;
  if (!work_.stored.is_due(point, seed) || work_.stored.asked(point, seed) != lengths) return false;
  return !limits_.goes_on || work_.stored.status(point, seed) != Status::failed;
}

/// Of a unit that comes in parts, the part that is wanted counts; else the whole unit does.
double Coordinator::operations(const Assignment& assignment) const {
  const double whole = unit(assignment.unit).operations;
  const std::vector<std::int64_t>& lengths = work_.stored.request().lengths;
  if (!limits_.in_parts) return whole;
  const double share = static_cast<double>(std::count(assignment.wanted.begin(), assignment.wanted.end(), true)) /
                       static_cast<double>(assignment.wanted.size());
  if (assignment.lengths == 0) return whole * share;
  return whole * share * static_cast<double>(lengths[assignment.lengths - 1]) / static_cast<double>(lengths.back());
}

void Coordinator::add_states(Assignment& assignment) const {
  if (!work_.states || is_theory(assignment.unit)) return;
  std::uint32_t run = 0;
  std::map<std::string, std::uint32_t> files;
  for (const std::uint32_t point : work_.units.points(unit(assignment.unit)))
    for (std::uint32_t seed = 0; seed < assignment.seeds; ++seed, ++run) {
      if (!assignment.wanted[run]) continue;
      const auto place = work_.states->find(point, assignment.first_seed + seed);
      if (!place) continue;
      const auto file = files.try_emplace(place->file.string(), static_cast<std::uint32_t>(files.size())).first;
      if (file->second == assignment.state_files.size()) assignment.state_files.push_back(file->first);
      assignment.states.push_back({run, file->second, place->offset});
    }
}

double Coordinator::predicted_seconds(const Assignment& assignment) const {
  if (is_theory(assignment.unit)) return timed_values_ > 0 ? reserve * assignment.theory.count * timed_values_seconds_ / timed_values_ : 0;
  const double rate = timed_seconds_ > 0 ? timed_operations_ / timed_seconds_ : limits_.operations_per_second;
  if (limits_.in_parts) return reserve * operations(assignment) / rate;
  const double share = static_cast<double>(std::count(assignment.wanted.begin(), assignment.wanted.end(), true)) /
                       static_cast<double>(assignment.wanted.size());
  return reserve * share * unit(assignment.unit).operations / rate;
}

void Coordinator::take(const Report& report) {
  --standing_.units_running;
  const auto started = started_.extract(report.unit);
  const Running running = started.empty() ? Running{} : started.mapped();
  records_ += report.complete + report.diverged;
  // A run that has come to a rung is not complete yet.
  if (running.to_the_end) {
    standing_.complete += report.complete;
    standing_.diverged += report.diverged;
  }
  standing_.failed += report.failed;
  standing_.values_done += report.values;
  standing_.continued += report.continued;
  standing_.samples_spared += report.samples_spared;
  interrupted_ += report.interrupted;
  if (!report.fault.empty() && fault_.empty()) fault_ = report.fault;
  const double seconds = started.empty() ? 0 : seconds_now() - running.since;
  if (is_theory(report.unit)) {
    timed_values_ += static_cast<double>(report.values);
    timed_values_seconds_ += seconds;
    return;
  }
  if (!report.interrupted) standing_.operations_done += running.operations;
  if (started.empty() || report.interrupted || report.continued > 0) return;
  timed_operations_ += running.operations;
  timed_seconds_ += seconds;
}

std::optional<std::uint32_t> Coordinator::next_number() {
  if (!again_.empty()) {
    const std::uint32_t number = again_.front();
    again_.pop_front();
    return number;
  }
  if (position_ >= unit_count()) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(position_);
  position_ += limits_.shards;
  return number;
}

std::optional<Assignment> Coordinator::next(const Report& report, double seconds_left) {
  if (report.has_unit) take(report);
  if (stopped_ || !fault_.empty() || too_many_failures()) return std::nullopt;
  session_seconds_ = std::max(session_seconds_, seconds_left);
  if (seconds_left > seconds_left_) {
    again_.insert(again_.end(), left_out_.begin(), left_out_.end());
    left_out_.clear();
    shortest_left_out_seconds_ = 0;
  }
  seconds_left_ = seconds_left;
  while (const auto number = next_number()) {
    std::optional<Assignment> assignment = assign(*number);
    if (!assignment) continue;
    const double seconds = predicted_seconds(*assignment);
    if (seconds > seconds_left && seconds <= session_seconds_) {
      left_out_.push_back(*number);
      shortest_left_out_seconds_ = shortest_left_out_seconds_ > 0 ? std::min(shortest_left_out_seconds_, seconds) : seconds;
      continue;
    }
    ++standing_.units_running;
    add_states(*assignment);
    const bool runs = !is_theory(assignment->unit);
    started_[assignment->unit] = {seconds_now(), runs ? operations(*assignment) : 0,
                                  !runs || assignment->lengths == work_.stored.request().lengths.size()};
    return assignment;
  }
  return std::nullopt;
}

std::uint64_t Coordinator::units_left() const {
  std::uint64_t left = left_out_.size() + again_.size() + interrupted_;
  for (std::size_t unit = position_; unit < unit_count(); unit += limits_.shards)
    left += assign(static_cast<std::uint32_t>(unit)).has_value();
  return left;
}

bool Coordinator::any_missing(std::uint32_t number) const {
  if (is_theory(number)) return !work_.stored_theory.is_done(number - run_numbers());
  const sweep::Unit& unit = this->unit(number);
  for (const std::uint32_t point : work_.units.points(unit))
    for (std::uint32_t seed = unit.first_seed; seed < end_of_seeds(unit); ++seed)
      if (work_.stored.status(point, seed) == Status::missing) return true;
  return false;
}

std::vector<std::uint32_t> Coordinator::other_shards_missing() const {
  std::set<std::uint32_t> missing;
  for (std::size_t unit = 0; unit < unit_count(); ++unit) {
    const auto shard = static_cast<std::uint32_t>(unit % limits_.shards);
    if (shard != limits_.shard && !missing.contains(shard) && any_missing(static_cast<std::uint32_t>(unit))) missing.insert(shard);
  }
  return {missing.begin(), missing.end()};
}

std::int64_t Coordinator::samples_saved() const {
  std::int64_t samples = 0;
  if (!work_.states || work_.states->empty()) return samples;
  for (std::size_t number = limits_.shard; number < work_.units.units.size(); number += limits_.shards) {
    const sweep::Unit& unit = work_.units.units[number];
    for (const std::uint32_t point : work_.units.points(unit))
      for (std::uint32_t seed = unit.first_seed; seed < end_of_seeds(unit); ++seed)
        if (!work_.stored.is_done(point, seed)) samples += work_.states->samples(point, seed);
  }
  return samples;
}

bool Coordinator::got_further() const {
  return limits_.goes_on || records_ > 0 || standing_.values_done > at_start_.values_done || samples_saved() > samples_at_start_;
}

}  // namespace polesweep::execute
