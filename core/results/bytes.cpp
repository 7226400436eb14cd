#include "core/results/bytes.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace polesweep::results {

void ByteReader::fail() const { throw Error(fmt::format("{}: ends early (its bytes are damaged)", what_)); }

std::string_view ByteReader::take(std::size_t size) {
  if (size > rest_.size()) fail();
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::size_t ByteReader::list_size(std::size_t item_bytes) {
  const auto size = integer<std::uint32_t>();
  if (size > rest_.size() / item_bytes) fail();
  return size;
}

}  // namespace polesweep::results
