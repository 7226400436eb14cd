#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/results/numerics.hpp"
#include "core/run/record.hpp"
#include "core/run/state.hpp"

/// Record logs: append-only files of checksummed frames, one per rank and session, that hold every record until results.h5 is built.
namespace polesweep::results {

/// A session's name: its start in UTC and 64 random bits, as in "20261122T000815Z-9f3c...". No name is ever used twice.
std::string new_session_name();

/// The folder of logs that belongs to a results file: `results.h5.parts`.
std::filesystem::path parts_folder(const std::filesystem::path& results);

/// The session that the name of a log states; none for any other file.
std::optional<std::string> session_of(const std::filesystem::path& log);

/// The one writer of one log, of records or of states. Used by one thread.
class RecordLog {
 public:
  /// Creates `<folder>/<session>-<rank><extension>`, and the folder where its parent has none; `numerics`, of whoever computes, are noted
  /// in it. Throws Error if that cannot be written.
  RecordLog(const std::filesystem::path& folder, const std::string& session, int rank, double sync_interval_seconds,
            const Numerics& numerics, std::string_view extension = ".log");
  RecordLog(const RecordLog&) = delete;
  RecordLog& operator=(const RecordLog&) = delete;
  ~RecordLog();  ///< syncs; a failure there is silent, so call `sync` before

  /// Appends frames in one write and syncs if the interval since the last sync is over. Throws Error on a failed write (a full disk); the
  /// log then holds what it held before, and a later append may succeed.
  void append(const std::vector<RunRecord>& records);
  void append(const RunRecord& record);
  void append(const RunState& state);
  /// Makes what has been appended durable. No-op if nothing was appended since the last sync. Throws Error if that fails, or if somebody
  /// has deleted the log: nothing that is appended would be found.
  void sync();
  /// Syncs if the interval since the last sync is over: to be called now and then where appends are rare.
  void sync_if_due();
  const std::filesystem::path& path() const { return path_; }
  /// The open file, for a signal handler to sync.
  int file() const { return file_; }

 private:
  void write(const std::string& frames);
  std::string frame_of(const std::string& payload) const;

  std::filesystem::path path_;
  int file_ = -1;
  double sync_interval_seconds_;
  double last_sync_seconds_;
  std::uint64_t size_ = 0;  ///< of whole frames
  bool unsynced_ = true;
  bool broken_ = false;  ///< a torn frame could not be taken back: whatever followed it would be lost
};

/// The place of a record in a log.
struct LogPosition {
  std::uint32_t log = 0;  ///< position in `LogFolder::logs`
  std::uint64_t offset = 0;
};

/// What a scan of a folder of logs found.
struct LogFolder {
  std::vector<std::filesystem::path> logs;  ///< sorted by name; logs that appear during the scan come last
  std::vector<Numerics> notes;              ///< of all logs
  std::uint64_t records = 0;
  std::uint64_t torn_bytes = 0;                 ///< cut tails, counted
  std::vector<std::filesystem::path> unusable;  ///< the files that the warnings name
  std::vector<std::string> warnings;            ///< foreign or damaged files, by name; they are not used
};

/// Reads every log of a folder in order and hands each record and its position to `visit`. A torn or damaged tail ends its log. A folder
/// that does not exist has no logs. A log that vanishes meanwhile is left out, and the folder is listed until nothing new is in it, so that
/// records which somebody compacts at the same time are seen (maybe twice). At most one frame is in memory. Records of the first layouts do
/// not say what computed them: `numerics_of` says so for a session, if it is given. Throws Error if the folder cannot be listed, and
/// what `visit` throws.
LogFolder scan_logs(const std::filesystem::path& folder, const std::function<void(RunRecord&&, LogPosition)>& visit,
                    const std::function<std::string(const std::string& session)>& numerics_of = {});

/// The record at a position found by `scan_logs`. Throws Error if the log is gone or damaged there.
RunRecord read_record(const LogFolder& folder, LogPosition position);

/// The payload of a frame, and back. Throws Error for bytes that are no record.
std::string encode(const RunRecord& record);
RunRecord decode(std::string_view bytes);

}  // namespace polesweep::results
