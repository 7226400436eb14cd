#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/results/results_builder.hpp"

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
};

/// The stored side of a sweep on rank 0: what earlier sessions left, and the results file that is built from it.
class Session {
 public:
  /// Looks at what is there: the results file, older ones that were kept, and all logs. Throws Error where the place cannot be written or
  /// holds something else. Changes nothing on disk.
  Session(std::filesystem::path results, results::Request request);

  const results::ResultsBuilder& stored() const { return builder_; }
  const std::filesystem::path& parts_folder() const { return parts_; }
  /// What the person at the terminal should know of what was found: torn logs, conflicts, another session at work.
  const std::vector<std::string>& warnings() const { return warnings_; }
  std::uint64_t runs_found() const;

  /// Makes the folder of logs, leaves `provenance` in it, and merges the logs of sessions that are over.
  void begin(Provenance provenance);

  /// Reads all logs again and writes the results with their statistics. If every run is there, the logs go. Answers the root group.
  results::Group build_results();

  /// Leaves the last line of output for people whose terminal was filled by the launcher.
  void leave_last_message(const std::string& line) const;

 private:
  void read_stored_results(const std::filesystem::path& path, bool is_current);
  void read_logs();
  void keep_old_results();
  results::Group provenance_group() const;
  bool is_alive(const std::string& session) const;
  std::vector<Provenance> sessions_here() const;

  std::filesystem::path results_;
  std::filesystem::path parts_;
  results::Request request_;
  results::ResultsBuilder builder_;
  std::optional<Provenance> own_;
  std::vector<Provenance> earlier_;  ///< of the results file
  bool holds_other_runs_ = false;    ///< the current results file has runs that are not asked for now
  std::vector<std::string> warnings_;
};

/// What is known of this process; hosts and ranks are for the caller.
Provenance own_provenance();

}  // namespace polesweep::execute
