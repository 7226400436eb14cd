#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace polesweep::hdf5 {

/// One reading or writing of a file through the HDF5 library. Sessions exclude each other: the library is not safe for threads.
///
/// The library prints nothing, locks no files, and leaves nothing to do at the exit of the process.
class Hdf5Session {
 public:
  /// `file` is the path that messages name.
  explicit Hdf5Session(std::filesystem::path file);

  /// Passes on what an HDF5 function returned. Throws Error "<file>: cannot <action> (<the library's reason>)" if that is negative;
  /// SystemError if the reason is the system's, or anything but the file.
  std::int64_t check(std::int64_t result, std::string_view action) const;

  /// The bytes are those that were written: what the library refuses is not the file's fault, but want of memory, say.
  void know_intact() { is_intact_ = true; }

  /// Closes without throwing, for destructors.
  void note_failed_close(std::string_view action) noexcept;
  /// Throws SystemError if a close has failed, because HDF5 may write data as late as that.
  void finish() const;

  [[noreturn]] void fail(std::string_view problem) const;

 private:
  std::unique_lock<std::mutex> lock_;
  std::filesystem::path file_;
  std::string failed_close_;
  bool is_intact_ = false;
};

/// An object of the HDF5 library, closed at the end of the scope; a failed close is reported to the session.
class Handle {
 public:
  using Close = int (*)(std::int64_t id);

  /// Takes what an HDF5 function returned. Throws Error as `Hdf5Session::check` does. `action` outlives the handle.
  Handle(Hdf5Session& session, std::int64_t id, Close close, std::string_view action);
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&&) = delete;
  ~Handle();

  operator std::int64_t() const { return id_; }

 private:
  Hdf5Session& session_;
  std::int64_t id_;
  Close close_;
  std::string_view action_;
};

/// The properties with which a file is opened or made. Closing it fails, instead of leaving it open, where an object has been forgotten; of
/// what the library reads and writes of its own (groups, texts), it keeps a megabyte instead of 32.
Handle file_access(Hdf5Session& session);

/// The properties with which `number` texts of variable length are read or written. The library turns them into their form in the file, or
/// back, in a room that it clears for every dataset: it is as large as the texts' references need, instead of a megabyte.
Handle transfer_of_texts(Hdf5Session& session, std::size_t number);

}  // namespace polesweep::hdf5
