#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Files whose bytes are on the disk when a function says so.
namespace polesweep::results {

/// Throws SystemError "<path>: <problem> (<text of the error number>)".
[[noreturn]] void fail(const std::filesystem::path& path, std::string_view problem, int error_number);

/// Writes all bytes to an open file, however many calls it takes. Throws Error with `path` in it; some of the bytes may then be written.
void write_all(int file, std::string_view bytes, const std::filesystem::path& path);

/// Makes the entries of a folder (a new, renamed or deleted file) durable.
void sync_folder(const std::filesystem::path& folder);

/// What is in a folder, sorted; nothing if there is no such folder. Throws SystemError if it cannot be listed to its end.
std::vector<std::filesystem::path> list_folder(const std::filesystem::path& folder);
/// Throws SystemError if that cannot be known.
bool exists(const std::filesystem::path& path);
/// All bytes of a file. Throws SystemError if it cannot be read to its end.
std::string read_bytes(const std::filesystem::path& path);
/// Makes a folder and those above it that are not there. Returns whether it is new. Throws Error if the system refuses.
bool make_folder(const std::filesystem::path& folder);

/// Makes way for a new file: what stands there goes, unless it is a folder. Opened as it is, a link would lead the writer elsewhere.
void make_way(const std::filesystem::path& path);

/// 16 random hexadecimal digits that no other process draws.
std::string random_digits();

/// From now on the temporary files of this process bear the name of a session, so that others can tell whose they were when it is dead.
/// Call it before a second thread makes files.
void name_temporary_files(const std::string& session);
/// The session that made a temporary file; "" for any other file.
std::string maker_of_temporary(const std::filesystem::path& file);

/// A file that comes into being whole or not at all: written under a temporary name in the same folder until `commit`.
///
/// Every Error names the final path. Without a commit nothing remains but a file that was at the final path before.
class NewFile {
 public:
  explicit NewFile(std::filesystem::path path);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  void write_at(std::uint64_t offset, std::string_view bytes);
  /// Bytes beyond the end are left as they are.
  void read_at(std::uint64_t offset, char* bytes, std::size_t count) const;
  void resize(std::uint64_t size);
  /// After what `write` has written so far.
  void write(std::string_view bytes);
  /// Where the bytes are until `commit`.
  const std::filesystem::path& temporary() const { return temporary_; }
  /// Syncs, closes, renames and syncs the folder.
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int file_ = -1;
  bool renamed_ = false;
};

}  // namespace polesweep::results
