#include "driver/execute/session_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "core/error.hpp"
#include "core/results/compaction.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/state_files.hpp"
#include "driver/execute/results_place.hpp"

namespace polesweep::execute {
namespace {

namespace fs = std::filesystem;

bool computes_runs(const StoredSweep& stored) { return stored.runs().count(Status::missing) + stored.runs().count(Status::failed) > 0; }

/// What would stand together in the results if this program computed what is missing.
Mixture with_missing_runs(StoredSweep& stored, const Provenance& own, const Continues& continues) {
  Mixture mixture = stored.mixture();
  if (!computes_runs(stored)) return mixture;
  mixture.add_program(own);
  for (const auto& [file, numerics] : stored.states().foreign(stored.runs(), continues)) {
    mixture.found(numerics, file.parent_path() == stored.parts_folder() ? stored.parts_folder() : file);
    mixture.add_states({{numerics, 1}});
  }
  return mixture;
}

/// Temporary files of sessions that were killed while they wrote them. A session that writes has left a file of its own.
void delete_temporaries(const StoredSweep& stored, const std::string& own_session, const Sessions& sessions) {
  std::error_code ignored;
  const fs::path& results = stored.results();
  const fs::path beside = results.has_parent_path() ? results.parent_path() : fs::path(".");
  for (const fs::path& place : {stored.parts_folder(), beside})
    for (const fs::path& entry : results::list_folder(place)) {
      const std::string name = entry.filename().string();
      const std::string maker = results::maker_of_temporary(entry);
      if (maker.empty() || maker == own_session || sessions.is_alive(maker)) continue;
      // The first thing that a session writes is its own file, when nothing is known of it yet.
      if (name.starts_with(maker + ".session.")) continue;
      if (place == stored.parts_folder() || name.starts_with(results.filename().string() + ".")) fs::remove(entry, ignored);
    }
}

}  // namespace

void remove_unused_parts(const fs::path& parts, const std::string& own_session) {
  const Sessions sessions(parts);
  const auto is_used = [&](const fs::path& entry) {
    const fs::path extension = entry.extension();
    const std::string name = entry.stem().string();
    return extension == ".log" || extension == ".damaged" || (extension == ".session" && name != own_session && sessions.is_alive(name));
  };
  if (!results::list_state_files(parts).empty() || std::ranges::any_of(results::list_folder(parts), is_used)) return;
  std::error_code ignored;
  fs::remove_all(parts, ignored);
}

SessionFiles::SessionFiles(StoredSweep& stored, Provenance own, const Continues& continues, const SessionRules& rules)
    : folder_(stored.parts_folder()), own_(std::move(own)) {
  const Sessions others(folder_);
  const bool computes = computes_runs(stored);
  Mixture mixture = with_missing_runs(stored, own_, continues);
  if (computes) mixture.add_sessions(own_.fingerprint, others, {});
  if (!rules.mixes_numerics) mixture.require_agreed(stored.results(), Mixture::before_work);
  if (!mixture.is_agreed()) {
    own_.mixed_with = mixture.others_than(own_.fingerprint);
    warnings_.push_back(fmt::format("{}: takes runs of several numerics as they are\n{}", stored.results().string(), mixture.lines()));
  }
  announce(others, rules.shares_work, stored.results());
  if (computes && !rules.mixes_numerics) try {
      // Of two sessions that begin in the same moment at least one sees the other here.
      mixture.add_sessions(own_.fingerprint, Sessions(folder_), others.all());
      mixture.require_agreed(stored.results(), Mixture::before_work);
    } catch (...) {
      std::error_code ignored;
      fs::remove(folder_ / (own_.session + ".session"), ignored);
      throw;
    }
  tidy_up(stored, others);
}

void SessionFiles::announce(const Sessions& others, bool shares_work, const fs::path& results) {
  results::make_folder(folder_);
  for (const Provenance& other : others.all())
    if (!shares_work && others.is_alive(other))
      warnings_.push_back(fmt::format("{}: another session ({}, on {}) works on these results. That is harmless, but work is done twice",
                                      results.string(), other.session, other.hosts));
  own_.seen_heartbeats = others.heartbeats_elsewhere();
  results::name_temporary_files(own_.session);
  leave_session_file(folder_, own_);
}

/// Takes over what sessions that are over have left behind.
void SessionFiles::tidy_up(StoredSweep& stored, const Sessions& others) const {
  if (stored.found().results_damaged) set_aside_damaged(stored.results());
  write_heartbeat(folder_, own_.session, 0);
  std::error_code ignored;
  fs::remove(folder_ / "last-message", ignored);  // of a session before
  delete_temporaries(stored, own_.session, others);
  stored.states().merge_dead([&](const std::string& session) { return session == own_.session || others.is_alive(session); });
  stored.look_for_states();
  results::compact_logs(folder_, own_.session, [&](const std::string& session) { return others.is_alive(session); });
}

void SessionFiles::end(bool is_complete) {
  std::error_code ignored;
  if (!fs::exists(folder_, ignored)) return;
  own_.ended = true;
  try {
    leave_session_file(folder_, own_);
    // Sessions that publish in the same moment leave the folder to each other; the one that says last that it is over sees that all are.
    if (is_complete) remove_unused_parts(folder_, own_.session);
  } catch (const Error&) {
    // On a full disk the session counts as alive, which only makes others careful.
  }
}

void SessionFiles::leave_last_message(const std::string& line) const {
  std::error_code ignored;
  if (!fs::exists(folder_, ignored)) return;
  fs::remove(folder_ / "last-message", ignored);  // it may be a link
  std::ofstream(folder_ / "last-message") << line << '\n';
}

}  // namespace polesweep::execute
