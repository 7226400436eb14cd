#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/format.hpp"
#include "core/data/table.hpp"

/// The only door to input files: bytes are read once (by one rank) and parsed from memory (by every rank).
namespace polesweep::data {

/// The bytes of a file. Throws Error that says what is wrong with the path (missing, a folder, a device, not readable).
std::string read_bytes(const std::filesystem::path& path);
/// The same, and nothing if there is no such file. Throws SystemError if the system refuses.
std::optional<std::string> read_if_there(const std::filesystem::path& path);
/// The bytes of a file that the user names by hand, which may be a pipe.
std::string read_given(const std::filesystem::path& path);

/// The data files of a sweep by the path that the sweep file gives. Filled once, before any task is made; reading is safe from any thread.
class DataFiles {
 public:
  void add(const std::string& name, std::string bytes);
  bool has(const std::string& name) const;
  const std::string& bytes(const std::string& name) const;
  std::vector<std::string> names() const;

  /// 128-bit hash of the bytes as 32 hexadecimal digits.
  const std::string& hash_of_bytes(const std::string& name) const;
  /// The file's hash in the identity of a point: the same, except that metadata of a SigMF recording are hashed together with the data.
  std::string hash(const std::string& name) const;

  /// The columns of a file, which may be compressed by gzip; parsed once per format. If a file has several arrays, those that `asked`
  /// names. Throws Error that begins with the file, and has line and column if there are such.
  const Table& table(const std::string& name, const Format& format, const std::vector<std::string>& asked) const;

 private:
  struct File {
    std::string bytes;
    std::string hash;
  };
  using Request = std::tuple<std::string, Format, std::vector<std::string>>;
  const File& find(const std::string& name) const;

  std::map<std::string, File> files_;
  mutable std::map<Request, std::unique_ptr<Table>> tables_;
  std::unique_ptr<std::mutex> parsing_ = std::make_unique<std::mutex>();  ///< owned by pointer, so that the files can be moved
};

}  // namespace polesweep::data
