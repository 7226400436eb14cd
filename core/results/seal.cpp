#include "core/results/seal.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <new>

#include "core/results/bytes.hpp"
#include "core/results/durable_file.hpp"

namespace polesweep::results {
namespace {

constexpr std::string_view magic = "polesweepXXH3-64";
constexpr std::size_t seal_bytes = magic.size() + sizeof(std::uint64_t);
constexpr std::size_t read_bytes = 1 << 20;

/// A checksum of what could not be read says nothing of what is in the file.
[[noreturn]] void refuse(const std::filesystem::path& path) { fail(path, "cannot read", errno == 0 ? EIO : errno); }

/// The size of a file that was opened at its end. A position that is not known is no failure of the stream.
std::streamoff size_of(std::ifstream& file, const std::filesystem::path& path) {
  const std::streamoff size = file ? std::streamoff(file.tellg()) : -1;
  if (size < 0) refuse(path);
  return size;
}

/// What seals the first `size` bytes of a file.
std::string seal_of_first(std::streamoff size, std::ifstream& file, const std::filesystem::path& path) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), XXH3_freeState);
  if (!state) throw std::bad_alloc();
  XXH3_64bits_reset(state.get());
  std::string piece(read_bytes, '\0');
  file.seekg(0);
  for (std::streamoff left = size; left > 0 && file; left -= file.gcount()) {
    file.read(piece.data(), std::min<std::streamoff>(left, read_bytes));
    XXH3_64bits_update(state.get(), piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file) refuse(path);
  ByteWriter bytes;
  bytes.put(XXH3_64bits_digest(state.get()));
  return std::string(bytes.bytes()).append(magic);
}

}  // namespace

std::string seal_of(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  return seal_of_first(size_of(file, path), file, path);
}

Seal look_at_seal(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = size_of(file, path);
  if (size < static_cast<std::streamoff>(seal_bytes)) return Seal::none;
  const std::streamoff image_size = size - static_cast<std::streamoff>(seal_bytes);
  std::string stored(seal_bytes, '\0');
  file.seekg(image_size);
  file.read(stored.data(), static_cast<std::streamsize>(stored.size()));
  if (!file) refuse(path);
  if (!stored.ends_with(magic)) return Seal::none;

  return stored == seal_of_first(image_size, file, path) ? Seal::fits : Seal::broken;
}

}  // namespace polesweep::results
