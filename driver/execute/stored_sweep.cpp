#include "driver/execute/stored_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/record_log.hpp"
#include "driver/execute/results_place.hpp"
#include "driver/execute/versions.hpp"

namespace polesweep::execute {

namespace fs = std::filesystem;

StoredSweep::StoredSweep(fs::path results, results::Request request, std::vector<fs::path> reused, std::vector<results::TheoryTable> theory,
                         SeedLooks looks)
    : results_(std::move(results)),
      parts_(results::parts_folder(results_)),
      reused_(std::move(reused)),
      request_(std::move(request)),
      seeds_(request_.seeds),
      looks_(std::move(looks)),
      theory_tables_(std::move(theory)),
      runs_(request_),
      theory_(theory_tables_),
      states_(results_) {
  check_place(results_, runs_);
  for (const fs::path& other : reused_)
    if (!results::exists(other)) throw Error(fmt::format("--reuse {}: no such file", other.string()));
  if (!looks_.looks.list.empty()) request_.seeds.resize(static_cast<std::size_t>(looks_.looks.list.front().seeds));
  read("");
}

void StoredSweep::read(const std::string& own_session) {
  do read_once(own_session);
  while (needs_more_seeds());
}

bool StoredSweep::needs_more_seeds() {
  std::vector<analysis::Look>& list = looks_.looks.list;
  const auto seeds = static_cast<std::int64_t>(request_.seeds.size());
  const auto now = std::ranges::find(list, seeds, &analysis::Look::seeds);
  if (now == list.end() || runs_.count(Status::missing) + runs_.count(Status::failed) > 0) return false;
  if (!now->taken()) *now = looks_.take(runs_.build(), looks_.looks);
  if (now->is_enough() || now + 1 == list.end()) return false;
  request_.seeds.assign(seeds_.begin(), seeds_.begin() + (now + 1)->seeds);
  return true;
}

void StoredSweep::read_once(const std::string& own_session) {
  // Another session may finish meanwhile: it renames its results into place first and deletes logs then, so whoever has read the old file
  // and missed the logs finds a new file here.
  for (auto identity = identity_of(results_);; identity = identity_of(results_)) {
    runs_ = results::ResultsBuilder({});  // first: very many runs would not be in memory twice
    runs_ = results::ResultsBuilder(request_);
    theory_ = results::TheoryBuilder(theory_tables_);
    found_ = {};
    for (const fs::path& kept : kept_results(results_)) read_results(kept, false);
    for (const fs::path& other : reused_) read_results(other, false);
    if (results::exists(results_)) read_results(results_, true);
    read_logs();
    settle_conflicts(own_session);
    if (request_.ask_of_races) request_.ask_of_races(runs_);
    if (runs_.holds_more()) keep_what_is_more();
    states_.look(runs_);
    for (const results::Numerics& note : states_.notes()) found_.mixture.notes.add(note);
    if (identity_of(results_) == identity) return;
  }
}

void StoredSweep::read_results(const fs::path& path, bool is_current) {
  try {
    read_runs(path, is_current);
  } catch (const SystemError&) {
    throw;  // neither damaged nor known to be of no use: nothing is set aside, and nothing computed again
  } catch (const Error& error) {
    note_unreadable(path, is_current, error);
  }
}

void StoredSweep::read_runs(const fs::path& path, bool is_current) {
  const results::Group root = results::read_results(path, [](std::string_view group, std::string_view) { return group != "statistics"; });
  const std::string versions = root.attribute("versions");
  const bool older = !versions.empty() && versions != current_versions();
  const results::StoredNumerics numerics = results::stored_numerics(root);
  for (const results::Numerics& note : numerics.notes) found_.mixture.notes.add(note);
  std::set<std::string> chains;
  results::visit_runs(root, [&](const RunRecord& record) {
    if (numerics.by_run) chains.insert(record.numerics);
    if (take(record, path)) return;
    if (is_current) found_.results_hold_other_runs = true;
    if (older) found_.older_runs[versions].emplace(record.key.point, record.key.seed);
  });
  results::visit_theory(root, [&](const RunRecord& record) {
    if (!take(record, path) && is_current) found_.results_hold_other_runs = true;
  });
  if (!is_current) return;
  found_.mixture.agree(chains);  // only a file that was told to holds several
  found_.earlier_sessions = read_provenance(root);
}

void StoredSweep::note_unreadable(const fs::path& path, bool is_current, const Error& error) {
  if (std::find(reused_.begin(), reused_.end(), path) != reused_.end())
    throw Error(fmt::format("--reuse {}: is not a results file of polesweep ({})", path.string(), error.what()));
  if (is_current && !looks_like_damaged_hdf5(path))
    throw Error(fmt::format("{}: exists and is not a results file of polesweep ({}). Move it away, or choose another name with -o?",
                            path.string(), error.what()));
  if (!is_current) {
    found_.warnings.push_back(fmt::format("{}: not used ({})", path.string(), error.what()));
    return;
  }
  found_.results_damaged = true;
  found_.warnings.push_back(
      fmt::format("{}: damaged ({}); it is set aside, and runs that are in no log are computed again", path.string(), error.what()));
}

bool StoredSweep::take(const RunRecord& record, const fs::path& place) {
  if (theory_.add(record)) return true;
  const results::ResultsBuilder::Added added = runs_.add(record);
  if (added == results::ResultsBuilder::Added::used) found_.mixture.found(record.numerics, place);
  return added != results::ResultsBuilder::Added::not_asked_for;
}

void StoredSweep::read_logs() {
  std::set<std::uint32_t> with_other_runs;
  std::set<std::pair<PointId, std::uint64_t>> other_runs;
  const std::vector<Provenance> sessions = read_session_files(parts_);
  for (const Provenance& session : sessions) found_.mixture.add_agreement(session);
  const results::LogFolder folder = results::scan_logs(
      parts_,
      [&](RunRecord&& record, results::LogPosition position) {
        if (take(record, parts_) || record.status == Status::failed) return;
        with_other_runs.insert(position.log);
        other_runs.emplace(record.key.point, record.key.seed);
      },
      [&](const std::string& session) { return numerics_of_first_log(sessions, session); });
  for (const results::Numerics& note : folder.notes) found_.mixture.notes.add(note);
  // Which session a record is of is lost when logs are merged, but an identity holds the versions that it was made under.
  if (!other_runs.empty())
    for (const Provenance& session : sessions)
      if (!session.versions.empty() && session.versions != current_versions())
        found_.older_runs[session.versions].insert(other_runs.begin(), other_runs.end());
  found_.damaged_logs = folder.unusable;
  for (std::uint32_t log = 0; log < folder.logs.size(); ++log)
    if (!with_other_runs.contains(log) && std::ranges::find(folder.unusable, folder.logs[log]) == folder.unusable.end())
      found_.contained_logs.push_back(folder.logs[log]);
  found_.warnings.insert(found_.warnings.end(), folder.warnings.begin(), folder.warnings.end());
  if (folder.torn_bytes > 0)
    found_.warnings.push_back(
        fmt::format("{}: {} bytes of records that were cut off in writing are left out; their runs are computed again", parts_.string(),
                    folder.torn_bytes));
}

/// Of records that differ, the one that this session has computed since stands: else the run would be computed for ever. Which session the
/// others are of is lost when logs are merged, so that they cannot be counted.
void StoredSweep::settle_conflicts(const std::string& own_session) {
  if (runs_.conflicts().empty()) return;
  std::vector<results::LogPosition> records;
  const results::LogFolder folder = results::scan_logs(parts_, [&](RunRecord&& record, results::LogPosition position) {
    if (runs_.is_set_aside(record.key)) records.push_back(position);
  });
  for (const results::LogPosition& position : records) {
    if (own_session.empty() || results::session_of(folder.logs[position.log]) != own_session) continue;
    const RunRecord record = results::read_record(folder, position);
    if (runs_.settle(record))
      found_.warnings.push_back(fmt::format("point {}, seed {}: stored records differ, and the one computed now is kept",
                                            record.key.point.hex(), record.key.seed));
  }
  for (const std::string& conflict : runs_.conflicts())
    found_.warnings.push_back(conflict + "; both are set aside and the run is computed again");
}

/// Settings that have lost a race were computed further before they raced: the new results will not hold that, so nothing is deleted.
void StoredSweep::keep_what_is_more() {
  found_.results_hold_other_runs = true;
  found_.contained_logs.clear();
}

Mixture StoredSweep::mixture() const {
  Mixture mixture = found_.mixture;
  mixture.add_runs(runs_.runs_by_numerics());
  return mixture;
}

std::vector<Provenance> StoredSweep::all_sessions() const {
  std::vector<Provenance> sessions = found_.earlier_sessions;
  for (const Provenance& session : read_session_files(parts_))
    if (std::none_of(sessions.begin(), sessions.end(), [&](const Provenance& known) { return known.session == session.session; }))
      sessions.push_back(session);
  return sessions;
}

}  // namespace polesweep::execute
