#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/results/dataset.hpp"
#include "core/results/numerics.hpp"

namespace polesweep::execute {

/// The heartbeat of another session at the moment in which somebody read it.
struct SeenHeartbeat {
  std::int64_t count = 0;
  std::int64_t seconds = 0;  ///< since the epoch, by the clock of the reader
};

/// Who computed: kept beside the logs while a session runs, and in `/provenance` of the results.
struct Provenance {
  std::string session;
  std::string started;  ///< UTC
  std::string version;
  std::string versions;  ///< of core and members, which its records were computed by; "" of sessions that did not say so
  std::string commit;
  std::string compiler;
  std::string eigen;      ///< version; "" of sessions that did not say so, as the next
  std::string processor;  ///< family
  std::string kernels;
  std::string fingerprint;
  std::string mixed_with;  ///< other fingerprints that it accepted in its results, with commas
  std::string hosts;       ///< each once, with commas
  std::string sweep_file;  ///< where it was, and where the results went: absolute paths; "" of sessions that did not say so
  std::string results_file;
  std::string machine;  ///< which processes rank 0 sees (see `seen_processes`); "" of sessions that did not say so
  std::int64_t ranks = 1;
  std::int64_t process = 0;          ///< of rank 0, on the first host
  std::int64_t process_started = 0;  ///< in the system's clock ticks, so that a reused number is not taken for this process; 0: not known
  std::map<std::string, SeenHeartbeat> seen_heartbeats;  ///< of sessions on other hosts, read when this session began
  bool ended = false;                                    ///< the session has come to its end and writes no more
};

/// What is known of this process; fingerprint, hosts and ranks are for the caller.
Provenance own_provenance();

results::Numerics numerics_of(const Provenance& session);

/// A session that is at work counts up in `<session>.beat` at this interval.
inline constexpr double heartbeat_seconds = 5;
/// On another host, a session counts as dead if its heartbeat has not moved for this long.
inline constexpr std::int64_t dead_after_seconds = 120;
/// If the count cannot be written, the session goes on and may count as dead, which costs work done twice and never a record.
void write_heartbeat(const std::filesystem::path& folder, const std::string& session, std::int64_t count);
/// Returns nothing if there is no such file, or it cannot be read.
std::optional<std::int64_t> read_heartbeat(const std::filesystem::path& folder, const std::string& session);

/// What can be known of the sessions of a folder of logs.
class Sessions {
 public:
  /// `watch_seconds`: how long a heartbeat that seems to have stood still is watched, for clocks may be wrong.
  explicit Sessions(const std::filesystem::path& folder, double watch_seconds = 2 * heartbeat_seconds + 1);
  const std::vector<Provenance>& all() const { return sessions_; }
  /// Whether the session may still write. Where its process could be seen: it runs, or nobody can look now. Elsewhere: no session has
  /// seen its heartbeat at the present count `dead_after_seconds` ago or earlier, or it moves while it is watched. File times are not
  /// compared.
  bool is_alive(const Provenance& session) const;
  bool is_alive(const std::string& name) const;
  /// Returns the sessions that are seen at work: here their process runs, elsewhere their heartbeat moves within `wait_seconds`.
  /// For callers that leave no file: no session would ever have seen the heartbeats that they see.
  std::vector<Provenance> at_work(std::vector<Provenance> sessions, double wait_seconds = 2 * heartbeat_seconds + 1) const;
  /// The heartbeats of sessions on other hosts that have not ended, as they are now.
  std::map<std::string, SeenHeartbeat> heartbeats_elsewhere() const;

 private:
  /// Whether the looks of others say that its heartbeat stands still, by clocks that may be wrong.
  bool seems_dead(const Provenance& session) const;
  /// Watches all heartbeats that seem to stand still. Returns whether that of the session did.
  bool stands_still(const Provenance& session) const;

  std::filesystem::path folder_;
  double watch_seconds_ = 0;
  std::vector<Provenance> sessions_;
};

/// Names the processes that this one sees: the machine, its start, and the namespace of processes. "" where the system does not say.
/// Hosts may share a name, and a host may get another one.
std::string seen_processes();

/// The sessions that have left a file in a folder of logs, in order of their names.
std::vector<Provenance> read_session_files(const std::filesystem::path& folder);
/// Leaves or replaces such a file. Throws Error if it cannot be written.
void leave_session_file(const std::filesystem::path& folder, const Provenance& session);

/// The sessions that a results file names, and the group that names them.
std::vector<Provenance> read_provenance(const results::Group& root);
results::Group provenance_group(const std::vector<Provenance>& sessions);

/// "20261122T000815Z".
std::string utc_now();

}  // namespace polesweep::execute
