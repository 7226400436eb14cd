#include "driver/execute/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "analysis/statistics.hpp"
#include "core/error.hpp"
#include "core/results/compaction.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/record_log.hpp"
#include "driver/build_info.hpp"
#include "driver/execute/results_place.hpp"
#include "driver/execute/versions.hpp"

namespace polesweep::execute {

namespace fs = std::filesystem;

Session::Session(fs::path results, results::Request request, std::vector<fs::path> reused, std::vector<results::TheoryTable> theory,
                 bool mixes)
    : results_(std::move(results)),
      parts_(results::parts_folder(results_)),
      request_(std::move(request)),
      mixes_(mixes),
      builder_(request_),
      theory_tables_(std::move(theory)),
      theory_(theory_tables_),
      states_(results_),
      reused_(std::move(reused)) {
  check_place(results_, builder_);
  for (const fs::path& other : reused_)
    if (!fs::exists(other)) throw Error(fmt::format("--reuse {}: no such file", other.string()));
  look_again();
}

void Session::look_again() {
  // Another session may finish meanwhile: it renames its results into place first and deletes logs then, so whoever has read the old file
  // and missed the logs finds a new file here.
  for (auto identity = identity_of(results_);; identity = identity_of(results_)) {
    builder_ = results::ResultsBuilder(request_);
    theory_ = results::TheoryBuilder(theory_tables_);
    warnings_.clear();
    older_runs_.clear();
    found_ = Mixture();
    holds_other_runs_ = damaged_ = false;
    for (const fs::path& kept : kept_results(results_)) read_stored_results(kept, false);
    for (const fs::path& other : reused_) read_stored_results(other, false);
    if (fs::exists(results_)) read_stored_results(results_, true);
    read_logs();
    states_.look(builder_);
    for (const results::Numerics& note : states_.notes()) found_.notes.add(note);
    if (identity_of(results_) == identity) return;
  }
}

std::uint64_t Session::runs_found() const { return builder_.count(Status::complete) + builder_.count(Status::diverged); }

void Session::read_stored_results(const fs::path& path, bool is_current) {
  try {
    const results::Group root = results::read_results(path);
    const std::string versions = root.attribute("versions");
    const bool older = !versions.empty() && versions != current_versions();
    const results::StoredNumerics numerics = results::stored_numerics(root);
    for (const results::Numerics& note : numerics.notes) found_.notes.add(note);
    std::set<std::string> chains;
    results::visit_runs(root, [&](const RunRecord& record) {
      if (numerics.by_run) chains.insert(record.numerics);
      if (take(record, path)) return;
      if (is_current) holds_other_runs_ = true;
      if (older) older_runs_[versions].emplace(record.key.point, record.key.seed);
    });
    results::visit_theory(root, [&](const RunRecord& record) {
      if (!take(record, path) && is_current) holds_other_runs_ = true;
    });
    // Only a file that was told to holds several.
    if (is_current) found_.agree(chains);
    if (is_current) earlier_ = read_provenance(root);
  } catch (const SystemError&) {
    throw;  // neither damaged nor known to be of no use: nothing is set aside, and nothing computed again
  } catch (const Error& error) {
    if (std::find(reused_.begin(), reused_.end(), path) != reused_.end())
      throw Error(fmt::format("--reuse {}: is no results file of polesweep ({})", path.string(), error.what()));
    if (is_current && looks_like_damaged_hdf5(path)) {
      damaged_ = true;
      warnings_.push_back(
          fmt::format("{}: damaged ({}); it is set aside, and runs that are in no log are computed again", path.string(), error.what()));
      return;
    }
    if (is_current)
      throw Error(fmt::format("{}: exists and is no results file of polesweep ({}). Move it away, or choose another name with -o?",
                              path.string(), error.what()));
    warnings_.push_back(fmt::format("{}: not used ({})", path.string(), error.what()));
  }
}

bool Session::take(const RunRecord& record, const fs::path& place) {
  if (theory_.add(record)) return true;
  const results::ResultsBuilder::Added added = builder_.add(record);
  if (added == results::ResultsBuilder::Added::used) found_.found(record.numerics, place);
  return added != results::ResultsBuilder::Added::not_asked_for;
}

void Session::read_logs() {
  std::set<std::uint32_t> with_other_runs;
  std::set<std::pair<PointId, std::uint64_t>> other_runs;
  const std::vector<Provenance> sessions = read_session_files(parts_);
  for (const Provenance& session : sessions) found_.add_agreement(session);
  const results::LogFolder folder = results::scan_logs(
      parts_,
      [&](RunRecord&& record, results::LogPosition position) {
        if (take(record, parts_) || record.status == Status::failed) return;
        with_other_runs.insert(position.log);
        other_runs.emplace(record.key.point, record.key.seed);
      },
      [&](const std::string& session) { return numerics_of_first_log(sessions, session); });
  for (const results::Numerics& note : folder.notes) found_.notes.add(note);
  // Which session a record is of is lost when logs are merged, but an identity holds the versions that it was made under.
  if (!other_runs.empty())
    for (const Provenance& session : sessions)
      if (!session.versions.empty() && session.versions != current_versions())
        older_runs_[session.versions].insert(other_runs.begin(), other_runs.end());
  damaged_logs_ = folder.unusable;
  contained_logs_.clear();
  for (std::uint32_t log = 0; log < folder.logs.size(); ++log)
    if (!with_other_runs.contains(log) && std::find(damaged_logs_.begin(), damaged_logs_.end(), folder.logs[log]) == damaged_logs_.end())
      contained_logs_.push_back(folder.logs[log]);
  warnings_.insert(warnings_.end(), folder.warnings.begin(), folder.warnings.end());
  if (folder.torn_bytes > 0)
    warnings_.push_back(fmt::format("{}: {} bytes of records that were cut off in writing are left out; their runs are computed again",
                                    parts_.string(), folder.torn_bytes));
  settle_conflicts();
}

/// Of records that differ, the one that this session has computed since stands: else the run would be computed for ever. Which session the
/// others are of is lost when logs are merged, so that they cannot be counted.
void Session::settle_conflicts() {
  if (builder_.conflicts().empty()) return;
  std::vector<results::LogPosition> records;
  const results::LogFolder folder = results::scan_logs(parts_, [&](RunRecord&& record, results::LogPosition position) {
    if (builder_.is_set_aside(record.key)) records.push_back(position);
  });
  for (const results::LogPosition& position : records) {
    if (!own_ || results::session_of(folder.logs[position.log]) != own_->session) continue;
    const RunRecord record = results::read_record(folder, position);
    if (builder_.settle(record))
      warnings_.push_back(fmt::format("point {}, seed {}: of records that differ, the one that was computed now stands",
                                      record.key.point.hex(), record.key.seed));
  }
  for (const std::string& conflict : builder_.conflicts())
    warnings_.push_back(conflict + "; both are set aside and the run is computed again");
}

/// Temporary files of sessions that were killed while they wrote them. A session that writes has left a file of its own.
void Session::delete_temporaries(const Sessions& sessions) const {
  std::error_code ignored;
  const fs::path folder = results_.has_parent_path() ? results_.parent_path() : fs::path(".");
  for (const fs::path& place : {parts_, folder})
    for (const fs::directory_entry& entry : fs::directory_iterator(place, ignored)) {
      const std::string name = entry.path().filename().string();
      const std::string maker = results::maker_of_temporary(entry.path());
      if (maker.empty() || maker == own_->session || sessions.is_alive(maker)) continue;
      // The first thing that a session writes is its own file, when nothing is known of it yet.
      if (name.starts_with(maker + ".session.")) continue;
      if (place == parts_ || name.starts_with(results_.filename().string() + ".")) fs::remove(entry.path(), ignored);
    }
}

Mixture Session::with_missing_runs(const Provenance& own, const Continues& continues) const {
  Mixture mixture = found_;
  mixture.add_runs(builder_.runs_by_numerics());
  if (!computes_runs()) return mixture;
  mixture.add_program(own);
  for (const auto& [file, numerics] : states_.foreign(builder_, continues)) {
    mixture.found(numerics, file.parent_path() == parts_ ? parts_ : file);
    mixture.add_states({{numerics, 1}});
  }
  return mixture;
}

void Session::begin(Provenance provenance, const Continues& continues, bool shared) {
  const Sessions sessions(parts_);
  Mixture mixture = with_missing_runs(provenance, continues);
  if (computes_runs()) mixture.add_sessions(provenance.fingerprint, sessions, {});
  if (!mixes_) mixture.require_agreed(results_, Mixture::before_work);
  if (!mixture.is_agreed()) {
    provenance.mixed_with = mixture.others_than(provenance.fingerprint);
    warnings_.push_back(fmt::format("{}: takes runs of several numerics as they are\n{}", results_.string(), mixture.lines()));
  }
  std::error_code error;
  fs::create_directories(parts_, error);
  if (error) throw Error(fmt::format("{}: cannot be made ({})", parts_.string(), error.message()));
  for (const Provenance& other : sessions.all())
    if (!shared && sessions.is_alive(other))
      warnings_.push_back(fmt::format("{}: another session ({}, on {}) works on these results. That is harmless, but work is done twice",
                                      results_.string(), other.session, other.hosts));
  provenance.looks = sessions.look();
  results::name_temporary_files(provenance.session);
  leave_session_file(parts_, provenance);
  if (computes_runs() && !mixes_) try {
      // Of two sessions that begin in the same moment at least one sees the other here.
      mixture.add_sessions(provenance.fingerprint, Sessions(parts_), sessions.all());
      mixture.require_agreed(results_, Mixture::before_work);
    } catch (...) {
      fs::remove(parts_ / (provenance.session + ".session"), error);
      throw;
    }
  own_ = std::move(provenance);
  set_aside_damaged_results();
  leave_beat(parts_, own_->session, 0);
  fs::remove(parts_ / "last-message", error);  // of a session before
  delete_temporaries(sessions);
  states_.merge_dead([&](const std::string& session) { return session == own_->session || sessions.is_alive(session); });
  states_.look(builder_);
  results::compact_logs(parts_, own_->session, [&](const std::string& session) { return sessions.is_alive(session); });
}

/// Those of the results file, then those of the folder of logs.
std::vector<Provenance> Session::all_sessions() const {
  std::vector<Provenance> sessions = earlier_;
  for (const Provenance& session : read_session_files(parts_))
    if (std::none_of(sessions.begin(), sessions.end(), [&](const Provenance& known) { return known.session == session.session; }))
      sessions.push_back(session);
  return sessions;
}

void Session::end() {
  std::error_code ignored;
  if (!own_ || !fs::exists(parts_, ignored)) return;
  own_->ended = true;
  try {
    leave_session_file(parts_, *own_);
  } catch (const Error&) {
    // On a full disk the session counts as alive, which only makes others careful.
  }
}

void Session::set_aside_damaged_results() {
  if (!damaged_ || !fs::exists(results_)) return;
  fs::rename(results_, free_name(results_.string() + ".damaged." + utc_now()));
  damaged_ = false;
}

/// Deletes what the results hold. A log of a session that may still write stays with its session.
void Session::delete_logs() {
  std::error_code ignored;  // what is left over is read again and found to be known
  for (const fs::path& log : damaged_logs_) fs::rename(log, log.string() + ".damaged", ignored);
  bool nothing_left = damaged_logs_.empty();
  const Sessions sessions(parts_);
  const auto may_write = [&](const std::string& session) { return !(own_ && session == own_->session) && sessions.is_alive(session); };
  for (const fs::path& log : contained_logs_)
    if (!may_write(results::session_of(log).value_or(""))) fs::remove(log, ignored);
  for (const fs::path& file : results::list_state_files(parts_)) {
    const std::string stem = file.stem().string();
    if (!may_write(stem.substr(0, stem.rfind('-')))) fs::remove(file, ignored);
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(parts_, ignored)) {
    const fs::path extension = entry.path().extension();
    const bool is_left =
        extension == ".log" || extension == ".damaged" || (extension == ".session" && may_write(entry.path().stem().string()));
    nothing_left = nothing_left && !is_left;
  }
  if (nothing_left) fs::remove_all(parts_, ignored);
}

/// A results file never disappears with runs in it that nobody asks for at the moment.
void Session::keep_old_results() {
  if (!holds_other_runs_ || !fs::exists(results_)) return;
  const fs::path kept = free_name(results_.string() + "." + utc_now());
  std::error_code error;
  fs::create_hard_link(results_, kept, error);
  if (error) fs::copy_file(results_, kept, error);  // not every file system has links
  if (error) throw Error(fmt::format("{}: cannot be kept as {} ({})", results_.string(), kept.string(), error.message()));
  warnings_.push_back(fmt::format("{}: holds runs or values that the sweep does not ask for now; it is kept as {}, and later runs read it",
                                  results_.string(), kept.string()));
}

results::Group Session::build_results(double most_state_bytes) {
  look_again();
  Mixture mixture = found_;
  mixture.add_runs(builder_.runs_by_numerics());
  if (!mixes_) mixture.require_agreed(results_, Mixture::before_building);
  set_aside_damaged_results();
  results::Group root = builder_.build();
  for (auto& [key, value] : root.attributes)
    if (key == "complete" && missing() > 0) value = "false";
  root.attributes.emplace_back("created", utc_now());
  root.attributes.emplace_back("version", build_info::version);
  root.attributes.emplace_back("commit", build_info::commit);
  root.attributes.emplace_back("versions", current_versions());
  root.groups.push_back(analysis::statistics(root));
  if (!theory_tables_.empty()) root.groups.push_back(theory_.build());
  root.groups.push_back(provenance_group(all_sessions()));
  if (std::optional<results::Group> numerics = builder_.numerics(found_.notes)) root.groups.back().groups.push_back(std::move(*numerics));
  keep_old_results();
  results::write_netcdf(results_, root);
  if (root.attribute("complete") != "true") return root;
  try {
    states_.keep_beside_results(builder_, most_state_bytes);
  } catch (const Error& error) {
    warnings_.push_back(fmt::format("{}. Longer lengths will be computed from the start", error.what()));
  }
  delete_logs();
  return root;
}

void Session::leave_last_message(const std::string& line) const {
  std::error_code ignored;
  if (!fs::exists(parts_, ignored)) return;
  std::ofstream(parts_ / "last-message") << line << '\n';
}

}  // namespace polesweep::execute
