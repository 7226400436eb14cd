#include "core/results/log_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/log_frames.hpp"
#include "core/results/record_log.hpp"

namespace polesweep::results {
namespace {

/// What a log adds to the folder; a log that is gone adds nothing.
void scan_log(const std::filesystem::path& path, LogFolder& found, const std::function<void(RunRecord&&, LogPosition)>& visit,
              const std::function<std::string(const std::string& session)>& numerics_of) {
  LogReader reader(path);
  if (reader.is_gone()) return;
  const auto log = static_cast<std::uint32_t>(found.logs.size());
  found.logs.push_back(path);
  found.notes.insert(found.notes.end(), reader.notes().begin(), reader.notes().end());
  while (const auto payload = reader.next()) {
    RunRecord record;
    try {
      record = decode(*payload);
    } catch (const Error& error) {
      found.unusable.push_back(path);
      found.warnings.push_back(fmt::format("{}: not used from byte {} on: {}", path.string(), reader.offset(), error.what()));
      return;
    }
    ++found.records;
    if (record.numerics.empty() && numerics_of) record.numerics = numerics_of(reader.session());
    visit(std::move(record), {log, reader.offset()});
  }
  found.torn_bytes += reader.torn_bytes();
  if (reader.problem().empty()) return;
  found.unusable.push_back(path);
  found.warnings.push_back(reader.problem());
}

}  // namespace

std::vector<std::filesystem::path> list_logs(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> logs;
  for (const std::filesystem::path& entry : list_folder(folder)) {
    std::error_code vanished;
    // A log of which not even that is known is one: to read it says what is wrong.
    const auto type = std::filesystem::status(entry, vanished).type();
    if (entry.extension() == ".log" && type != std::filesystem::file_type::directory) logs.push_back(entry);
  }
  return logs;
}

LogFolder scan_logs(const std::filesystem::path& folder, const std::function<void(RunRecord&&, LogPosition)>& visit,
                    const std::function<std::string(const std::string& session)>& numerics_of) {
  LogFolder found;
  std::set<std::filesystem::path> seen;
  for (bool news = true; news;) {
    news = false;
    for (const std::filesystem::path& path : list_logs(folder)) {
      if (!seen.insert(path).second) continue;
      news = true;
      scan_log(path, found, visit, numerics_of);
    }
  }
  return found;
}

RunRecord read_record(const LogFolder& folder, LogPosition position) {
  const std::filesystem::path& path = folder.logs.at(position.log);
  LogReader reader(path);
  reader.seek(position.offset);
  const auto payload = reader.next();
  if (!payload) {
    throw Error(reader.problem().empty() ? fmt::format("{}: no record at byte {}", path.string(), position.offset) : reader.problem());
  }
  return decode(*payload);
}

}  // namespace polesweep::results
