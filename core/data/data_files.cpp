#include "core/data/data_files.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "core/data/gzip.hpp"
#include "core/data/parse.hpp"
#include "core/data/sigmf.hpp"
#include "core/error.hpp"
#include "core/regular_file.hpp"

namespace polesweep::data {

namespace {

std::string read_to_end(std::FILE* file, const std::filesystem::path& path) {
  std::string bytes;
  std::string piece(std::size_t{1} << 16, '\0');
  for (;;) {
    errno = 0;
    const std::size_t size = std::fread(piece.data(), 1, piece.size(), file);
    bytes.append(piece, 0, size);
    if (!std::ferror(file) && size < piece.size()) return bytes;
    if (!std::ferror(file)) continue;
    if (errno != EINTR) throw SystemError(fmt::format("{}: cannot be read to its end ({})", path.string(), std::strerror(errno)));
    std::clearerr(file);
  }
}

// A folder opens like a file and only fails, silently, when it is read.
void refuse_folder(const std::filesystem::path& path) {
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem)) throw Error(fmt::format("{}: cannot be read (it is a folder)", path.string()));
}

}  // namespace

std::string read_bytes(const std::filesystem::path& path) {
  refuse_folder(path);
  if (auto bytes = read_if_there(path)) return *std::move(bytes);
  throw SystemError(fmt::format("{}: cannot be read ({})", path.string(), std::strerror(ENOENT)));
}

std::optional<std::string> read_if_there(const std::filesystem::path& path) {
  const OpenFile file = open_regular(path);
  if (file) return read_to_end(file.get(), path);
  if (errno == ENOENT) return std::nullopt;
  if (errno == 0) throw Error(fmt::format("{}: cannot be read (it is no file, but a pipe or a device)", path.string()));
  throw SystemError(fmt::format("{}: cannot be read ({})", path.string(), std::strerror(errno)));
}

std::string read_given(const std::filesystem::path& path) {
  refuse_folder(path);
  const OpenFile file(std::fopen(path.c_str(), "rbe"));
  if (!file) throw SystemError(fmt::format("{}: cannot be read ({})", path.string(), std::strerror(errno)));
  return read_to_end(file.get(), path);
}

namespace {

std::string hash_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

/// The bytes of a file that may be compressed, and where they are kept if they had to be unpacked.
std::string_view unpacked(const std::string& name, const std::string& stored, std::string& memory) {
  if (!is_gzip(stored)) return stored;
  memory = gunzip(name, stored);
  return memory;
}

}  // namespace

void DataFiles::add(const std::string& name, std::string bytes) {
  std::string hash = hash_of(bytes);
  files_.emplace(name, File{std::move(bytes), std::move(hash)});
}

bool DataFiles::has(const std::string& name) const { return files_.contains(name); }

const DataFiles::File& DataFiles::find(const std::string& name) const {
  const auto found = files_.find(name);
  if (found == files_.end()) throw std::logic_error(fmt::format("data file '{}' was not read before it was used", name));
  return found->second;
}

const std::string& DataFiles::bytes(const std::string& name) const { return find(name).bytes; }
const std::string& DataFiles::hash_of_bytes(const std::string& name) const { return find(name).hash; }

std::string DataFiles::hash(const std::string& name) const {
  const std::string data = data_of_recording(name);
  return data.empty() ? find(name).hash : hash_of(find(name).hash + find(data).hash);
}

std::vector<std::string> DataFiles::names() const {
  std::vector<std::string> names;
  for (const auto& entry : files_) names.push_back(entry.first);
  return names;
}

const Table& DataFiles::table(const std::string& name, const Format& format, const std::vector<std::string>& asked) const {
  const std::string& stored = find(name).bytes;
  const std::lock_guard lock(*parsing_);
  std::unique_ptr<Table>& table = tables_[{name, format, asked}];
  if (table) return *table;
  std::string memory;
  const std::string_view bytes = unpacked(name, stored, memory);
  const std::string data_name = data_of_recording(name);
  if (format.kind == Format::Kind::sigmf && !data_name.empty()) {
    std::string data_memory;
    const std::string_view data = unpacked(data_name, find(data_name).bytes, data_memory);
    table = std::make_unique<Table>(parse_recording(name, bytes, data_name, data, format));
  } else {
    table = std::make_unique<Table>(parse(name, bytes, format, asked));
  }
  return *table;
}

}  // namespace polesweep::data
