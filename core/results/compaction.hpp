#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// Merging the logs that earlier sessions left into one.
namespace polesweep::results {

/// A log whose records are in the merged log as well.
struct MergedLog {
  std::filesystem::path path;
  std::uint64_t size = 0;  ///< in bytes, when it was merged
};

struct Compaction {
  std::filesystem::path log;      ///< the merged log; empty if there was nothing to merge
  std::vector<MergedLog> merged;  ///< what it replaces
  std::uint64_t records = 0;
};

/// Merges the logs of all sessions but `own_session` into one log of a new session and deletes them.
///
/// Left alone: logs of sessions for which `is_alive` returns true, files whose name is not `<session>-<rank>.log`, damaged and foreign
/// logs, and logs that grow meanwhile. A single log without a torn tail stays as it is. Torn tails are dropped. Wherever this is
/// interrupted, every record is in at least one log; some may be in two. Called by one rank. Throws Error if the folder cannot be read
/// or written.
Compaction compact_logs(const std::filesystem::path& folder, const std::string& own_session,
                        const std::function<bool(const std::string& session)>& is_alive);

/// The two steps of `compact_logs`. After the first, the merged log is durable and the old ones are still there.
Compaction merge_logs(const std::filesystem::path& folder, const std::string& own_session,
                      const std::function<bool(const std::string& session)>& is_alive);
void delete_merged(const std::filesystem::path& folder, const std::vector<MergedLog>& merged);

}  // namespace polesweep::results
