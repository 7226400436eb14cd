#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "driver/execute/coordinator.hpp"

namespace polesweep::execute {

/// "120 of 640 runs (3 diverged), 2 units running, 1.2e9 operations/s, 0:42 left".
std::string progress_line(const Standing& standing, double elapsed_seconds);

/// The same behind a bar, in less than so many columns: "[####............]  25 %  120 of 640 runs, 0:42 left". The bar is as long as the
/// part of the work that is finished, in operations, and full only if all of it is. Without escape codes.
std::string progress_bar(const Standing& standing, double elapsed_seconds, std::size_t columns);

/// What `status.json` and the last message of a run in progress say; nothing if there is none. Throws Error if that is not to be read.
std::optional<std::string> run_in_progress(const std::filesystem::path& results);

/// Shows how far a sweep is: on a terminal by a bar on one line, else by lines, both on stderr, and in `status.json` of the folder of logs
/// for `polesweep status` from any shell.
class Progress {
 public:
  explicit Progress(std::filesystem::path parts_folder, std::string session);
  /// Prints if something is due; to be called often.
  void show(const Standing& standing);
  /// Prints the last line and ends it.
  void finish(const Standing& standing);

 private:
  double elapsed() const;
  void advance_heartbeat();
  void print(const Standing& standing, bool last);
  void write_status(const Standing& standing) const;

  std::filesystem::path parts_folder_;
  std::string session_;
  double start_;
  double next_line_ = 0;
  double next_status_ = 0;
  double next_heartbeat_ = 0;
  std::int64_t heartbeats_ = 0;
  bool terminal_;
};

}  // namespace polesweep::execute
