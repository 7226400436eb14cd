#include "core/results/results_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/numbers.hpp"

namespace polesweep::results {
namespace {

std::size_t position(const std::vector<std::int64_t>& lengths, std::int64_t length) {
  return static_cast<std::size_t>(std::find(lengths.begin(), lengths.end(), length) - lengths.begin());
}

template <class T>
std::ptrdiff_t find_sorted(const std::vector<T>& sorted, const T& value) {
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), value);
  return found != sorted.end() && *found == value ? found - sorted.begin() : -1;
}

const MeasuredSeries& find_series(const std::vector<MeasuredSeries>& list, const std::string& name) {
  return *std::find_if(list.begin(), list.end(), [&](const MeasuredSeries& series) { return series.name == name; });
}

}  // namespace

ResultsBuilder::ResultsBuilder(Request request) : request_(std::move(request)) {
  request_.counts_updates.resize(request_.ids.size());
  request_.races.resize(request_.ids.size());
  const std::size_t runs = request_.ids.size() * request_.seeds.size();
  status_.assign(runs, static_cast<std::int8_t>(Status::missing));
  if (std::ranges::find(request_.races, true) != request_.races.end()) reached_.assign(runs, 0);
  diverged_at_.assign(runs, -1);
  trivial_risk_.assign(runs, not_measured);
  wall_seconds_.assign(runs, not_measured);
  processor_seconds_.assign(runs, not_measured);
  numerics_ = RunNumerics(runs);
  for (const std::string& name : measures()) at_lengths_.emplace_back(name, runs, request_.lengths.size());
}

std::vector<std::string> ResultsBuilder::measures() const {
  std::vector<std::string> names{"risk"};
  names.insert(names.end(), request_.metrics.begin(), request_.metrics.end());
  return names;
}

std::uint64_t ResultsBuilder::count(Status status) const {
  if (asked_.empty()) return static_cast<std::uint64_t>(std::count(status_.begin(), status_.end(), static_cast<std::int8_t>(status)));
  std::uint64_t count = 0;
  for (std::size_t point = 0; point < request_.ids.size(); ++point)
    for (std::size_t seed = 0; seed < request_.seeds.size(); ++seed) count += this->status(point, seed) == status;
  return count;
}

std::uint64_t ResultsBuilder::waiting() const {
  if (asked_.empty()) return 0;
  std::uint64_t count = 0;
  for (std::size_t point = 0; point < request_.ids.size(); ++point)
    for (std::size_t seed = 0; seed < request_.seeds.size(); ++seed) count += !is_done(point, seed) && !is_due(point, seed);
  return count;
}

void ResultsBuilder::ask(std::size_t point, std::size_t seed, std::size_t lengths, bool open) {
  if (asked_.empty()) asked_.assign(status_.size(), {static_cast<std::uint32_t>(request_.lengths.size()), false});
  const std::size_t run = at(point, seed);
  asked_[run] = {static_cast<std::uint32_t>(lengths), open};
  if (!open && reached(point, seed) > lengths) shorten(run, lengths);
}

/// As if the run had been computed to these lengths alone.
void ResultsBuilder::shorten(std::size_t run, std::size_t lengths) {
  holds_more_ = true;
  reached_.at(run) = static_cast<std::uint32_t>(lengths);
  for (MeasureArray& array : at_lengths_) array.erase_from(run, lengths);
  std::vector<double> risk;
  for (std::size_t length = 0; length < lengths; ++length) risk.push_back(at_lengths_.front().first(run, length));
  const Status left = lengths == 0 ? Status::missing : status_of(risk, {});
  set_status(run, left);
  if (left != Status::diverged || diverged_at_[run] > request_.lengths[lengths - 1]) diverged_at_[run] = -1;
  if (left != Status::missing) return;
  trivial_risk_[run] = wall_seconds_[run] = processor_seconds_[run] = not_measured;
  numerics_.set(run, "");
}

Status ResultsBuilder::status(std::size_t point, std::size_t seed) const {
  const std::size_t run = at(point, seed);
  const Status stored = stored_status(run);
  if (asked_.empty() || !request_.races[point]) return stored;
  const Asked& asked = asked_[run];
  if (reached(point, seed) < asked.lengths) return stored == Status::failed || failed_on_.contains(run) ? Status::failed : Status::missing;
  if (asked.open) return Status::missing;
  return asked.lengths == request_.lengths.size() || stored == Status::diverged ? stored : Status::dropped;
}

/// Where no setting races, a run has all lengths or none.
std::size_t ResultsBuilder::lengths_stored_of(std::size_t run) const {
  if (!reached_.empty()) return reached_[run];
  return has_values(run) ? request_.lengths.size() : 0;
}

bool ResultsBuilder::has_values(std::size_t run) const {
  return stored_status(run) == Status::complete || stored_status(run) == Status::diverged;
}

std::size_t ResultsBuilder::lengths_of(const RunRecord& record, std::size_t point) const {
  if (!request_.races[point]) return request_.lengths.size();
  const auto missing = std::find_if(request_.lengths.begin(), request_.lengths.end(),
                                    [&](std::int64_t length) { return position(record.lengths, length) == record.lengths.size(); });
  return static_cast<std::size_t>(missing - request_.lengths.begin());
}

std::optional<std::pair<std::size_t, std::size_t>> ResultsBuilder::find(const RecordKey& key) const {
  const std::ptrdiff_t point = find_sorted(request_.ids, key.point);
  const std::ptrdiff_t seed = find_sorted(request_.seeds, key.seed);
  if (point < 0 || seed < 0 || request_.evaluation_hashes[static_cast<std::size_t>(point)] != key.evaluation) return std::nullopt;
  return std::pair{static_cast<std::size_t>(point), static_cast<std::size_t>(seed)};
}

ResultsBuilder::Added ResultsBuilder::add(const RunRecord& record) {
  const auto found = find(record.key);
  if (!found) return Added::not_asked_for;
  const auto [point, seed] = *found;
  const bool failed = record.status == Status::failed;
  const bool updates = request_.counts_updates[point];
  const std::vector<std::int64_t> iterations = updates ? request_.iterations : std::vector<std::int64_t>{};
  const std::size_t lengths = lengths_of(record, point);
  const std::vector<std::int64_t> asked(request_.lengths.begin(), request_.lengths.begin() + static_cast<std::ptrdiff_t>(lengths));
  if (!failed && !serves(record, {asked, request_.metrics, {}, iterations, {}})) return Added::not_asked_for;
  if (request_.races[point] && lengths == 0) return Added::not_asked_for;
  const std::size_t run = at(point, seed);
  if (conflicts_.contains(run)) return Added::conflict;
  if (has_values(run) && (!failed || lengths <= reached(point, seed))) return failed ? Added::duplicate : add_again(run, record, lengths);
  if (failed)
    fail(run, record, lengths);
  else
    store(run, record, lengths);
  return Added::used;
}

/// Notes that the run has not got that far; what is stored of it stays.
void ResultsBuilder::fail(std::size_t run, const RunRecord& record, std::size_t lengths) {
  std::erase_if(failures_, [&](const Failure& failure) { return at(failure.point, failure.seed) == run; });
  failures_.push_back({run / request_.seeds.size(), run % request_.seeds.size(), lengths, record.message});
  if (has_values(run)) {
    failed_on_.insert(run);
    return;
  }
  set_status(run, Status::failed);
  wall_seconds_[run] = record.wall_seconds;
  processor_seconds_[run] = record.processor_seconds;
}

/// Another record of a run that is there.
ResultsBuilder::Added ResultsBuilder::add_again(std::size_t run, const RunRecord& record, std::size_t lengths) {
  const std::string& stored = numerics_.of(run);
  const bool is_ours = record.numerics == request_.fingerprint && stored != request_.fingerprint && !record.numerics.empty();
  const bool same = same_as_stored(run, record, lengths);
  const std::size_t reached = lengths_stored_of(run);
  if (lengths != reached) {
    if (lengths > reached && (same || record.numerics != stored)) {
      store(run, record, lengths);
      return Added::used;
    }
    if (same || record.numerics != stored) return Added::duplicate;
  } else if (is_ours) {
    store(run, record, lengths);
  }
  if (same || is_ours) return is_ours ? Added::used : Added::duplicate;
  if (record.numerics != stored) return Added::duplicate;
  conflicts_[run] = fmt::format("point {}, seed {}: two records of this run differ (the same run must give the same bits)",
                                record.key.point.hex(), record.key.seed);
  set_status(run, Status::missing);
  lengths_stored_ -= reached;
  if (!reached_.empty()) reached_[run] = 0;
  return Added::conflict;
}

std::map<std::string, std::uint64_t> ResultsBuilder::runs_by_numerics() const {
  std::map<std::string, std::uint64_t> runs;
  for (std::size_t point = 0; point < request_.ids.size(); ++point)
    for (std::size_t seed = 0; seed < request_.seeds.size(); ++seed)
      if (has_values(at(point, seed))) ++runs[numerics_.of(at(point, seed))];
  return runs;
}

std::optional<Group> ResultsBuilder::numerics(const NumericsNotes& notes) const {
  const auto runs = runs_by_numerics();
  if (runs.empty() || (runs.size() == 1 && runs.begin()->first.empty())) return std::nullopt;
  std::vector<bool> finished(status_.size());
  for (std::size_t run = 0; run < finished.size(); ++run) finished[run] = has_values(run);
  return numerics_group(numerics_, finished, request_.ids.size(), request_.seeds, notes);
}

bool ResultsBuilder::is_set_aside(const RecordKey& key) const {
  const auto found = find(key);
  return found && conflicts_.contains(at(found->first, found->second));
}

bool ResultsBuilder::settle(const RunRecord& record) {
  if (!is_set_aside(record.key)) return false;
  const auto [point, seed] = *find(record.key);
  conflicts_.erase(at(point, seed));
  return add(record) == Added::used;
}

std::vector<std::string> ResultsBuilder::conflicts() const {
  std::vector<std::string> clauses;
  for (const auto& [run, clause] : conflicts_) clauses.push_back(clause);
  return clauses;
}

ResultsBuilder::Picked ResultsBuilder::pick(std::size_t run, const RunRecord& record, std::size_t lengths) const {
  Picked picked;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < request_.lengths.size(); ++i)
    rows.push_back(i < lengths ? position(record.lengths, request_.lengths[i]) : no_row);
  picked.at_lengths.push_back(rows_of({"risk", 1, record.risk}, rows));
  for (const std::string& name : request_.metrics) picked.at_lengths.push_back(rows_of(find_series(record.measures, name), rows));
  const bool trained = !record.training.empty() && serves(record, {{}, request_.metrics, {}, request_.iterations, {}});
  if (trained && !request_.iterations.empty()) picked.at_iterations = pick_at_iterations(record, rows);
  picked.status = status_of(picked.at_lengths.front().values, picked.at_iterations);
  // Where updates are counted, samples are too, of all passes: there are more of them than the lengths say.
  const bool updates = request_.counts_updates[run / request_.seeds.size()];
  const bool within = updates || (!request_.lengths.empty() && record.diverged_at <= request_.lengths.back());
  if (picked.status == Status::diverged && within) picked.diverged_at = record.diverged_at;
  return picked;
}

/// `lengths`: rows of those asked for.
std::vector<MeasuredSeries> ResultsBuilder::pick_at_iterations(const RunRecord& record, const std::vector<std::size_t>& lengths) const {
  // Episodes have one row of iterations, repetitions one for each length.
  const bool episodes = record.training.front().values.size() == record.iterations.size();
  std::vector<std::size_t> rows;
  for (const std::size_t length : episodes ? std::vector<std::size_t>{0} : lengths)
    for (const std::int64_t iteration : request_.iterations)
      rows.push_back(length * record.iterations.size() + position(record.iterations, iteration));
  const std::size_t all_rows = std::max<std::size_t>(1, request_.lengths.size()) * request_.iterations.size();
  std::vector<MeasuredSeries> picked;
  for (const std::string& name : measures()) {
    picked.push_back(rows_of(find_series(record.training, name), rows));
    picked.back().values.resize(all_rows * static_cast<std::size_t>(picked.back().width), not_measured);
  }
  return picked;
}

bool ResultsBuilder::same_as_stored(std::size_t run, const RunRecord& record, std::size_t lengths) const {
  const Picked picked = pick(run, record, lengths);
  const std::size_t reached = lengths_stored_of(run);
  if (lengths != reached) {
    const std::size_t both = std::min(lengths, reached);
    if (!same_bits(trivial_risk_[run], record.trivial_risk)) return false;
    for (std::size_t i = 0; i < at_lengths_.size(); ++i)
      if (!at_lengths_[i].holds(run, picked.at_lengths[i], both)) return false;
    return true;
  }
  if (stored_status(run) != picked.status || diverged_at_[run] != picked.diverged_at || !same_bits(trivial_risk_[run], record.trivial_risk))
    return false;
  for (std::size_t i = 0; i < at_lengths_.size(); ++i)
    if (!at_lengths_[i].holds(run, picked.at_lengths[i])) return false;
  const auto stored = at_iterations_.find(run);
  if (stored == at_iterations_.end()) return picked.at_iterations.empty();
  if (picked.at_iterations.empty()) return false;
  for (std::size_t i = 0; i < picked.at_iterations.size(); ++i) {
    const MeasuredSeries& known = stored->second[i];
    MeasureArray one(known.name, 1, known.values.size() / static_cast<std::size_t>(known.width));
    one.put(0, known);
    if (!one.holds(0, picked.at_iterations[i])) return false;
  }
  return true;
}

void ResultsBuilder::store(std::size_t run, const RunRecord& record, std::size_t lengths) {
  const auto of_run = [&](const Failure& failure) { return at(failure.point, failure.seed) == run; };
  std::erase_if(failures_, [&](const Failure& failure) { return of_run(failure) && failure.lengths <= lengths; });
  if (std::ranges::any_of(failures_, of_run))
    failed_on_.insert(run);
  else
    failed_on_.erase(run);
  lengths_stored_ += lengths - lengths_stored_of(run);
  if (!reached_.empty()) reached_[run] = static_cast<std::uint32_t>(lengths);
  wall_seconds_[run] = record.wall_seconds;
  processor_seconds_[run] = record.processor_seconds;
  numerics_.set(run, record.numerics);
  trivial_risk_[run] = record.trivial_risk;
  Picked picked = pick(run, record, lengths);
  set_status(run, picked.status);
  diverged_at_[run] = picked.diverged_at;
  for (std::size_t i = 0; i < at_lengths_.size(); ++i) at_lengths_[i].put(run, picked.at_lengths[i]);
  if (!picked.at_iterations.empty()) at_iterations_[run] = std::move(picked.at_iterations);
}

}  // namespace polesweep::results
