#include "core/results/record_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <limits>

#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/log_frames.hpp"
#include "core/results/state_files.hpp"

namespace polesweep::results {
namespace {

double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

std::string new_session_name() { return fmt::format("{:%Y%m%dT%H%M%SZ}-{}", fmt::gmtime(std::time(nullptr)), random_digits()); }

std::filesystem::path parts_folder(const std::filesystem::path& results) {
  std::filesystem::path folder = results;
  return folder += ".parts";
}

std::optional<std::string> session_of(const std::filesystem::path& log) {
  const std::string name = log.stem().string();
  const auto dash = name.rfind('-');
  if (log.extension() != ".log" || dash == std::string::npos || dash == 0 || dash + 1 == name.size()) return std::nullopt;
  if (name.find_first_not_of("0123456789", dash + 1) != std::string::npos) return std::nullopt;
  return name.substr(0, dash);
}

RecordLog::RecordLog(const std::filesystem::path& folder, const std::string& session, int rank, double sync_interval_seconds,
                     const Numerics& numerics, std::string_view extension)
    : path_(folder / fmt::format("{}-{}{}", session, rank, extension)),
      sync_interval_seconds_(sync_interval_seconds),
      last_sync_seconds_(seconds_now()) {
  if (make_folder(folder)) sync_folder(folder.parent_path());
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file_ < 0) fail(path_, "cannot create the log", errno);
  try {
    const std::string header = log_header(session, rank, {numerics});
    write_all(file_, header, path_);
    size_ = header.size();
    sync_folder(folder);
  } catch (...) {
    ::close(file_);
    ::unlink(path_.c_str());  // half a header looks like records that were cut off
    throw;
  }
}

RecordLog::~RecordLog() {
  if (unsynced_) ::fdatasync(file_);
  ::close(file_);
}

void RecordLog::append(const std::vector<RunRecord>& records) {
  std::string frames;
  for (const RunRecord& record : records) frames += frame_of(encode(record));
  try {
    write(frames);
  } catch (const Error&) {
    // As many as there is room for; what went wrong is said even if now there is room for all.
    if (!broken_)
      for (const RunRecord& record : records) write(frame_of(encode(record)));
    throw;
  }
  sync_if_due();
}

void RecordLog::append(const RunRecord& record) {
  write(frame_of(encode(record)));
  sync_if_due();
}

void RecordLog::append(const RunState& state) {
  write(frame_of(encode(state)));
  sync_if_due();
}

std::string RecordLog::frame_of(const std::string& payload) const {
  if (payload.size() > std::numeric_limits<std::uint32_t>::max())
    throw Error(fmt::format("{}: cannot append a record of {} bytes (at most 4294967295)", path_.string(), payload.size()));
  return log_frame(payload);
}

void RecordLog::write(const std::string& frames) {
  if (broken_) throw Error(fmt::format("{}: cannot append (an earlier write failed and could not be taken back)", path_.string()));
  try {
    write_all(file_, frames, path_);
  } catch (const Error&) {
    broken_ = ::ftruncate(file_, static_cast<off_t>(size_)) < 0;
    throw;
  }
  size_ += frames.size();
  unsynced_ = true;
}

void RecordLog::sync() {
  last_sync_seconds_ = seconds_now();
  if (!unsynced_) return;
  if (::fdatasync(file_) < 0) fail(path_, "cannot sync", errno);
  struct stat status = {};
  if (::fstat(file_, &status) == 0 && status.st_nlink == 0)
    throw Error(fmt::format("{}: was deleted while it was written (its runs have to be computed again)", path_.string()));
  unsynced_ = false;
}

void RecordLog::sync_if_due() {
  if (seconds_now() - last_sync_seconds_ >= sync_interval_seconds_) sync();
}

}  // namespace polesweep::results
