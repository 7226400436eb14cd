#include "core/results/durable_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <random>
#include <regex>
#include <system_error>
#include <utility>

#include "core/error.hpp"

namespace polesweep::results {

void fail(const std::filesystem::path& path, std::string_view problem, int error_number) {
  throw SystemError(fmt::format("{}: {} ({})", path.string(), problem, std::generic_category().message(error_number)));
}

void write_all(int file, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      fail(path, "cannot write", errno);
    }
  }
}

void sync_folder(const std::filesystem::path& folder) {
  const std::filesystem::path opened = folder.empty() ? "." : folder;
  const int file = ::open(opened.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) fail(opened, "cannot open the folder", errno);
  const int error_number = ::fsync(file) < 0 ? errno : 0;
  ::close(file);
  // Some network file systems have no fsync of folders and make their entries durable themselves.
  if (error_number != 0 && error_number != EINVAL && error_number != ENOTSUP) fail(opened, "cannot sync the folder", error_number);
}

std::vector<std::filesystem::path> list_folder(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder.empty() ? "." : folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) entries.push_back(entry->path());
  if (error && error != std::errc::no_such_file_or_directory) fail(folder, "cannot list the folder", error.value());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool exists(const std::filesystem::path& path) {
  std::error_code error;
  const bool found = std::filesystem::exists(path, error);
  if (error) fail(path, "cannot look", error.value());
  return found;
}

std::string read_bytes(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string bytes, piece(std::size_t{1} << 16, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0)
    bytes.append(piece, 0, static_cast<std::size_t>(file.gcount()));
  if (!file.eof()) fail(path, "cannot read", errno == 0 ? EIO : errno);
  return bytes;
}

bool make_folder(const std::filesystem::path& folder) {
  // Not by the standard library, which takes a folder above that it could not look at for one that is not there.
  const auto make = [&] { return ::mkdir(folder.c_str(), 0777) == 0 ? 0 : errno; };
  int problem = make();
  if (problem == ENOENT && folder.has_parent_path() && folder.parent_path() != folder) {
    make_folder(folder.parent_path());
    problem = make();
  }
  if (problem == 0) return true;
  std::error_code refusal;
  if (std::filesystem::is_directory(folder, refusal)) return false;
  if (problem == EEXIST && refusal) problem = refusal.value();
  fail(folder, "cannot create the folder", problem);
}

void make_way(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) < 0 && errno != ENOENT && errno != ENOTDIR && errno != EISDIR && errno != EPERM)
    fail(path, "cannot be replaced", errno);
}

std::string random_digits() {
  std::random_device device;
  const std::uint64_t high = device();
  return fmt::format("{:016x}", high << 32 | device());
}

namespace {

std::string& temporary_owner() {
  static std::string owner;
  return owner;
}

}  // namespace

void name_temporary_files(const std::string& session) { temporary_owner() = session.empty() ? "" : "." + session; }

std::string maker_of_temporary(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  static const std::regex pattern(R"(.*\.(\d{8}T\d{6}Z-[0-9a-f]{16})\.[0-9a-f]{16}\.tmp)");
  std::smatch parts;
  return std::regex_match(name, parts, pattern) ? parts[1].str() : "";
}

NewFile::NewFile(std::filesystem::path path) : path_(std::move(path)), temporary_(path_) {
  temporary_ += fmt::format("{}.{}.tmp", temporary_owner(), random_digits());
  file_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file_ < 0) fail(path_, "cannot create a file beside it", errno);
}

NewFile::~NewFile() {
  if (file_ >= 0) ::close(file_);
  if (!renamed_) ::unlink(temporary_.c_str());
}

void NewFile::write(std::string_view bytes) { write_all(file_, bytes, path_); }

void NewFile::write_at(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    } else if (errno != EINTR) {
      fail(path_, "cannot write", errno);
    }
  }
}

void NewFile::read_at(std::uint64_t offset, char* bytes, std::size_t count) const {
  while (count > 0) {
    const ssize_t read = ::pread(file_, bytes, count, static_cast<off_t>(offset));
    if (read < 0 && errno != EINTR) fail(path_, "cannot read what was written", errno);
    if (read == 0) return;
    if (read < 0) continue;
    bytes += read;
    offset += static_cast<std::uint64_t>(read);
    count -= static_cast<std::size_t>(read);
  }
}

void NewFile::resize(std::uint64_t size) {
  if (::ftruncate(file_, static_cast<off_t>(size)) < 0) fail(path_, "cannot write", errno);
}

void NewFile::commit() {
  if (::fsync(file_) < 0) fail(path_, "cannot sync", errno);
  // Network file systems report some failed writes only here.
  if (::close(std::exchange(file_, -1)) < 0) fail(path_, "cannot close", errno);
  if (std::rename(temporary_.c_str(), path_.c_str()) < 0) fail(path_, "cannot rename a file to this name", errno);
  renamed_ = true;
  sync_folder(path_.parent_path());
}

}  // namespace polesweep::results
