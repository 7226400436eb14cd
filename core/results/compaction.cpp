#include "core/results/compaction.hpp"

#include <fmt/format.h>

#include <optional>
#include <system_error>

#include "core/results/durable_file.hpp"
#include "core/results/log_frames.hpp"
#include "core/results/log_scan.hpp"
#include "core/results/record_log.hpp"

namespace polesweep::results {
namespace {

constexpr std::size_t write_bytes = 1 << 20;

/// Whether a log can be replaced: it reads to its end, where at most a torn tail is lost. A damaged log is evidence and stays.
struct Inspection {
  bool replaceable = false;
  bool torn = false;
  std::vector<Numerics> notes;
};

Inspection inspect(const std::filesystem::path& path, const std::string& session) {
  LogReader reader(path);
  const bool torn_header = reader.session().empty() && reader.problem().empty();
  if (reader.session() != session && !torn_header) return {};
  while (reader.next()) {
  }
  return {.replaceable = reader.problem().empty(), .torn = torn_header || reader.torn_bytes() > 0, .notes = reader.notes()};
}

}  // namespace

Compaction merge_logs(const std::filesystem::path& folder, const std::string& own_session,
                      const std::function<bool(const std::string& session)>& is_alive) {
  std::vector<std::filesystem::path> dead;
  bool torn = false;
  NumericsNotes notes;
  for (const std::filesystem::path& path : list_logs(folder)) {
    const std::optional<std::string> session = session_of(path);
    if (!session || *session == own_session || is_alive(*session)) continue;
    const Inspection inspection = inspect(path, *session);
    if (!inspection.replaceable) continue;
    dead.push_back(path);
    torn |= inspection.torn;
    for (const Numerics& note : inspection.notes) notes.add(note);
  }
  Compaction result;
  if (dead.empty() || (dead.size() == 1 && !torn)) return result;

  const std::string session = new_session_name();
  result.log = folder / fmt::format("{}-0.log", session);
  NewFile file(result.log);
  std::string buffer = log_header(session, 0, notes.all());
  for (const std::filesystem::path& path : dead) {
    LogReader reader(path);
    while (const auto payload = reader.next()) {
      buffer += log_frame(*payload);
      ++result.records;
      if (buffer.size() < write_bytes) continue;
      file.write(buffer);
      buffer.clear();
    }
    // Gone: another session has merged it. Damaged since the inspection: its good records are doubled, and it stays.
    if (reader.problem().empty()) result.merged.push_back({path, reader.size()});
  }
  file.write(buffer);
  file.commit();
  return result;
}

void delete_merged(const std::filesystem::path& folder, const std::vector<MergedLog>& merged) {
  for (const MergedLog& log : merged) {
    std::error_code error;
    // A log that has grown belongs to a session that lives after all.
    if (std::filesystem::file_size(log.path, error) != log.size || error) continue;
    if (!std::filesystem::remove(log.path, error) && error) fail(log.path, "cannot delete the merged log", error.value());
  }
  if (!merged.empty()) sync_folder(folder);
}

Compaction compact_logs(const std::filesystem::path& folder, const std::string& own_session,
                        const std::function<bool(const std::string& session)>& is_alive) {
  Compaction result = merge_logs(folder, own_session, is_alive);
  delete_merged(folder, result.merged);
  return result;
}

}  // namespace polesweep::results
