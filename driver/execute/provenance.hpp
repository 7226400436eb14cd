#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/results/dataset.hpp"

namespace polesweep::execute {

/// Who computed: kept beside the logs while a session runs, and in `/provenance` of the results.
struct Provenance {
  std::string session;
  std::string started;  ///< UTC
  std::string version;
  std::string commit;
  std::string compiler;
  std::string kernels;
  std::string fingerprint;
  std::string hosts;  ///< each once, with commas
  std::int64_t ranks = 1;
  std::int64_t process = 0;          ///< of rank 0, on the first host
  std::int64_t process_started = 0;  ///< in the system's clock ticks, so that a reused number is not taken for this process
  bool ended = false;                ///< the session has come to its end and writes no more
};

/// What is known of this process; hosts and ranks are for the caller.
Provenance own_provenance();

/// Whether the session may still write: its process runs. Of a process on another machine nothing is known here, so it counts as alive.
bool is_alive(const Provenance& session);

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
