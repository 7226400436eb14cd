#include "core/data/data_files.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "core/data/csv.hpp"
#include "core/data/float32.hpp"
#include "core/data/gzip.hpp"
#include "core/error.hpp"

namespace polesweep::data {

std::string read_bytes(const std::filesystem::path& path) {
  std::error_code problem;
  // A folder opens like a file and only fails, silently, when it is read.
  if (std::filesystem::is_directory(path, problem)) throw Error(fmt::format("{}: cannot be read (it is a folder)", path.string()));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(fmt::format("{}: cannot be read ({})", path.string(), std::strerror(errno)));
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) throw Error(fmt::format("{}: cannot be read to its end ({})", path.string(), std::strerror(errno)));
  return bytes;
}

void DataFiles::add(const std::string& name, std::string bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  files_.emplace(name, File{std::move(bytes), fmt::format("{:016x}{:016x}", hash.high64, hash.low64)});
}

bool DataFiles::has(const std::string& name) const { return files_.contains(name); }

const DataFiles::File& DataFiles::find(const std::string& name) const {
  const auto found = files_.find(name);
  if (found == files_.end()) throw std::logic_error(fmt::format("data file '{}' was not read before it was used", name));
  return found->second;
}

const std::string& DataFiles::bytes(const std::string& name) const { return find(name).bytes; }
const std::string& DataFiles::hash(const std::string& name) const { return find(name).hash; }

std::vector<std::string> DataFiles::names() const {
  std::vector<std::string> names;
  for (const auto& entry : files_) names.push_back(entry.first);
  return names;
}

const Table& DataFiles::table(const std::string& name, const Format& format) const {
  const std::string& stored = find(name).bytes;
  const std::lock_guard lock(*parsing_);
  std::unique_ptr<Table>& table = tables_[{name, format}];
  if (!table) {
    const std::string unpacked = is_gzip(stored) ? gunzip(name, stored) : std::string();
    const std::string& bytes = is_gzip(stored) ? unpacked : stored;
    table = std::make_unique<Table>(format.kind == Format::Kind::csv ? parse_csv(name, bytes, format.names)
                                                                     : parse_float32(name, bytes, format.names));
  }
  return *table;
}

}  // namespace polesweep::data
