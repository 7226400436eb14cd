#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string_view>

#include "core/data/hdf5_session.hpp"
#include "core/results/durable_file.hpp"

namespace polesweep::results {

/// Where the HDF5 library writes a new file without meeting an error.
///
/// A full disk that strikes inside the library leaves objects that cannot be closed. So the first error is kept, what is written after it
/// is dropped, and the library goes on; `require_written` raises the error. Nothing of the file is held in memory.
class Hdf5Output {
 public:
  explicit Hdf5Output(NewFile& file) : file_(file) {}
  Hdf5Output(const Hdf5Output&) = delete;
  Hdf5Output& operator=(const Hdf5Output&) = delete;

  /// Makes H5Fcreate with these properties write here, whatever name it is given. This object outlives the file.
  void serve(hdf5::Hdf5Session& session, std::int64_t file_access);
  /// Throws the first error of writing, if there was one.
  void require_written() const;
  /// Bytes, those that were dropped counted.
  std::uint64_t size() const { return size_; }

  // What the library calls.
  void write(std::uint64_t offset, std::string_view bytes) noexcept;
  void read(std::uint64_t offset, char* bytes, std::size_t count) noexcept;  ///< zeros where nothing is
  void resize(std::uint64_t size) noexcept;

 private:
  template <class Do>
  void attempt(Do act) noexcept;

  NewFile& file_;
  std::uint64_t size_ = 0;
  std::exception_ptr problem_;
};

}  // namespace polesweep::results
