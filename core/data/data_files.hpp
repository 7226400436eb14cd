#pragma once

#include <compare>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

/// The only door to input files: bytes are read once (by one rank) and parsed from memory (by every rank).
namespace polesweep::data {

/// The bytes of a file. Throws Error that says what is wrong with the path (missing, a folder, not readable).
std::string read_bytes(const std::filesystem::path& path);

/// Named columns of numbers, all of one length; NaN where a value is missing.
struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

/// How the bytes of a file are to be read.
struct Format {
  enum class Kind { csv, float32 } kind = Kind::csv;
  std::vector<std::string> names;  ///< of the columns: needed for float32; of a csv without header, where they may be left out

  auto operator<=>(const Format&) const = default;
};

/// The data files of a sweep by the path that the sweep file gives. Filled once, before any task is made; reading is safe from any thread.
class DataFiles {
 public:
  void add(const std::string& name, std::string bytes);
  bool has(const std::string& name) const;
  const std::string& bytes(const std::string& name) const;
  std::vector<std::string> names() const;

  /// 128-bit hash of the bytes as 32 hexadecimal digits: what stands for the file in the identity of a point.
  const std::string& hash(const std::string& name) const;

  /// The columns of a file, which may be compressed by gzip; parsed once per format. Throws Error with file, line and column for what is
  /// no number.
  const Table& table(const std::string& name, const Format& format) const;

 private:
  struct File {
    std::string bytes;
    std::string hash;
  };
  const File& find(const std::string& name) const;

  std::map<std::string, File> files_;
  mutable std::map<std::pair<std::string, Format>, std::unique_ptr<Table>> tables_;
  std::unique_ptr<std::mutex> parsing_ = std::make_unique<std::mutex>();  ///< owned by pointer, so that the files can be moved
};

}  // namespace polesweep::data
