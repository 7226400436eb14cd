#pragma once

#include <filesystem>
#include <string>

namespace polesweep::execute {

/// How a run ended: its exit code, its last line, and whether the same command gets further.
struct Closing {
  int code = 0;
  std::string line;
  bool goes_on = false;  ///< it was stopped for want of time or by a signal, and has added something since it began
};

/// `--outcome FILE`: how a run ended, for scripts that start it. A launcher may lose the exit code, and may return the same one when it
/// finds no program. The first line is a word and the exit code: "complete 0", "complete 3"; "go-on 75": the same command gets further;
/// "stopped 75": it would not (a stop file, a full disk, nothing was added). The second line is the last one on the terminal. A run that is
/// refused or killed leaves no file.
/// Removes what an earlier run left; throws Error if that is impossible. An empty name does nothing.
void clear_outcome(const std::filesystem::path& file);
/// If it cannot be written, prints a warning.
void leave_outcome(const std::filesystem::path& file, const Closing& closing);

}  // namespace polesweep::execute
