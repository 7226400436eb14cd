#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "driver/execute/provenance.hpp"
#include "driver/execute/stored_sweep.hpp"

namespace polesweep::execute {

/// Whether a run of a point (position in the request) can go on from a saved state.
using Continues = std::function<bool(std::size_t point, const RunState& state)>;

struct SessionRules {
  bool mixes_numerics = false;  ///< runs and states of other numerics are taken as they are
  bool shares_work = false;     ///< other sessions (shards) are expected to work on the same results
};

/// Deletes the folder of logs if it holds neither logs nor states, and no session but `own_session` may still write to it.
void remove_unused_parts(const std::filesystem::path& parts, const std::string& own_session);

/// What a session of rank 0 leaves in the folder of logs, so that others know of it and take over what it leaves behind.
class SessionFiles {
 public:
  /// Begins a session: makes the folder, leaves `own` in it with a first heartbeat, sets damaged results aside, and merges the logs and
  /// states of sessions that are over. Before that, throws MixtureError if what is stored, or what another session is computing, is of
  /// other numerics.
  SessionFiles(StoredSweep& stored, Provenance own, const Continues& continues, const SessionRules& rules);

  const std::string& name() const { return own_.session; }
  const std::filesystem::path& folder() const { return folder_; }
  /// Warnings for the person at the terminal: numerics that are mixed, another session at work.
  const std::vector<std::string>& warnings() const { return warnings_; }

  /// Tells other sessions that this one writes no more. Where nothing is left to do, takes the folder away if nobody uses it.
  void end(bool is_complete);
  /// Leaves the last line of output for people whose terminal was filled by the launcher.
  void leave_last_message(const std::string& line) const;

 private:
  void announce(const Sessions& others, bool shares_work, const std::filesystem::path& results);
  void tidy_up(StoredSweep& stored, const Sessions& others) const;

  std::filesystem::path folder_;
  Provenance own_;
  std::vector<std::string> warnings_;
};

}  // namespace polesweep::execute
