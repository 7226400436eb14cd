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

/// The heartbeat of a session of another host, as it was seen when a session began here.
struct Look {
  std::int64_t beat = 0;
  std::int64_t seconds = 0;  ///< since the epoch, by the clock of who looked
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
  std::string mixed_with;  ///< other fingerprints that it was told to have in its results, with commas
  std::string hosts;       ///< each once, with commas
  std::string sweep_file;  ///< where it was, and where the results went: absolute paths; "" of sessions that did not say so
  std::string results_file;
  std::int64_t ranks = 1;
  std::int64_t process = 0;           ///< of rank 0, on the first host
  std::int64_t process_started = 0;   ///< in the system's clock ticks, so that a reused number is not taken for this process
  std::map<std::string, Look> looks;  ///< at sessions of other hosts
  bool ended = false;                 ///< the session has come to its end and writes no more
};

/// What is known of this process; fingerprint, hosts and ranks are for the caller.
Provenance own_provenance();

results::Numerics numerics_of(const Provenance& session);

/// How often a session adds one to its heartbeat, `<session>.beat`, and how long it has to stand still to count as dead elsewhere.
inline constexpr double beat_seconds = 5;
inline constexpr std::int64_t dead_after_seconds = 120;
/// Writes it. Where that fails the session goes on and may count as dead, which costs work done twice and never a record.
void leave_beat(const std::filesystem::path& folder, const std::string& session, std::int64_t beat);
/// None where there is no such file.
std::optional<std::int64_t> read_beat(const std::filesystem::path& folder, const std::string& session);

/// What can be known of the sessions of a folder of logs.
class Sessions {
 public:
  explicit Sessions(const std::filesystem::path& folder);
  const std::vector<Provenance>& all() const { return sessions_; }
  /// Whether the session may still write. On this host: its process runs. On another one: its heartbeat has moved since some session looked
  /// at it, or nobody has looked yet, at least `dead_after_seconds` ago. File times are not compared.
  bool is_alive(const Provenance& session) const;
  bool is_alive(const std::string& name) const;
  /// Of some sessions those that are seen at work: on this host their process runs, elsewhere their heartbeat moves within `wait_seconds`.
  /// For those who ask and may change nothing: what was alive for want of anybody who looked would be so for ever.
  std::vector<Provenance> at_work(std::vector<Provenance> sessions, double wait_seconds = 2 * beat_seconds + 1) const;
  /// The heartbeats of the sessions of other hosts now; an earlier look at the same beat stays.
  std::map<std::string, Look> look() const;

 private:
  std::filesystem::path folder_;
  std::vector<Provenance> sessions_;
};

/// The sessions that have left a file in a folder of logs, in order of their names.
std::vector<Provenance> read_session_files(const std::filesystem::path& folder);
/// Leaves or replaces such a file. Throws Error where it cannot be written.
void leave_session_file(const std::filesystem::path& folder, const Provenance& session);

/// The sessions that a results file names, and the group that names them.
std::vector<Provenance> read_provenance(const results::Group& root);
results::Group provenance_group(const std::vector<Provenance>& sessions);

/// "20261122T000815Z".
std::string utc_now();

}  // namespace polesweep::execute
