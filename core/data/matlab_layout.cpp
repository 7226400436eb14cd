#include "core/data/matlab_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/data/gzip.hpp"
#include "core/error.hpp"

namespace polesweep::data {
namespace {

constexpr std::size_t header_bytes = 128;
constexpr std::size_t tag_bytes = 8;
constexpr int deepest_cell = 64;  // cells in cells

// Types of elements.
constexpr std::uint32_t matrix_type = 14;
constexpr std::uint32_t compressed_type = 15;

/// Bytes of a number of an element's type; 0 of what is no number.
std::size_t number_bytes(std::uint32_t type) {
  constexpr std::size_t sizes[] = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8};
  return type < std::size(sizes) ? sizes[type] : 0;
}

// Classes of arrays.
constexpr unsigned cell_class = 1;
constexpr unsigned structure_class = 2;
constexpr unsigned first_number_class = 6;
constexpr unsigned last_number_class = 15;

class Layout {
 public:
  Layout(const std::string& path, bool big_endian) : path_(path), big_endian_(big_endian) {}

  void check_file(std::string_view bytes) const {
    bytes.remove_prefix(header_bytes);
    while (!bytes.empty()) {
      const Element element = take(bytes);
      if (element.type == compressed_type) {
        const std::string unpacked = unzip_stream(path_, element.bytes);
        std::string_view inside = unpacked;
        check_top(take(inside));
        if (!inside.empty()) fail("a compressed part holds more than one array");
      } else {
        check_top(element);
      }
    }
  }

 private:
  struct Element {
    std::uint32_t type;
    std::string_view bytes;
  };

  [[noreturn]] void fail(const char* problem) const { throw Error(fmt::format("{}: broken MATLAB file ({})", path_, problem)); }

  std::uint32_t word(std::string_view bytes, std::size_t at) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * (big_endian_ ? 3 - i : i));
    return value;
  }

  /// Takes an element off the bytes, with what fills it up to a multiple of eight.
  Element take(std::string_view& bytes) const {
    if (bytes.size() < tag_bytes) fail("it ends within a part");
    const std::uint32_t first = word(bytes, 0);
    if (first >> 16U != 0) {  // so small that it lies in its tag
      if (first >> 16U > 4) fail("a small part that is too large");
      const Element small{first & 0xffffU, bytes.substr(4, first >> 16U)};
      bytes.remove_prefix(tag_bytes);
      return small;
    }
    const std::size_t size = word(bytes, 4);
    bytes.remove_prefix(tag_bytes);
    if (size > bytes.size()) fail("a part that is longer than what is around it");
    const Element element{first, bytes.substr(0, size)};
    const std::size_t filled = first == compressed_type ? size : (size + 7) / 8 * 8;
    bytes.remove_prefix(std::min(filled, bytes.size()));
    return element;
  }

  void check_top(const Element& element) const {
    if (element.type != matrix_type) fail("a part that is not an array");
    check_array(element.bytes, 0);
  }

  void check_array(std::string_view bytes, int depth) const {
    if (bytes.empty()) return;  // an empty one may have no parts
    if (depth > deepest_cell) fail("arrays within too many others");
    const Element flags = take(bytes);
    if (flags.bytes.size() != 8) fail("an array without flags");
    const std::uint32_t flag_bits = word(flags.bytes, 0);
    const unsigned kind = flag_bits & 0xffU;
    const bool is_complex = (flag_bits & 0x800U) != 0;
    const bool is_number = kind >= first_number_class && kind <= last_number_class;
    if (!is_number && kind != cell_class && kind != structure_class) return;  // nobody reads it
    const std::uint64_t count = number_of_elements(take(bytes).bytes, bytes.size());
    take(bytes);  // the name
    if (is_number) {
      for (int part = 0; part < (is_complex ? 2 : 1); ++part) check_numbers(take(bytes), count);
      return;
    }
    const std::uint64_t fields = kind == structure_class ? number_of_fields(bytes) : 1;
    if (fields != 0 && count > bytes.size() / tag_bytes / fields) fail("more cells or fields than it can hold");
    for (std::uint64_t i = 0; i < count * fields; ++i) {
      const Element inner = take(bytes);
      if (inner.type != matrix_type) fail("a cell or field that is not an array");
      check_array(inner.bytes, depth + 1);
    }
  }

  /// By the lengths of the axes. An element has at least an eighth of a byte, since what is packed has been unpacked.
  std::uint64_t number_of_elements(std::string_view lengths, std::uint64_t bytes) const {
    if (lengths.size() < 8 || lengths.size() % 4 != 0) fail("an array without two axes");
    std::uint64_t count = 1;
    for (std::size_t at = 0; at < lengths.size(); at += 4) {
      const std::uint64_t length = word(lengths, at);
      if (length >> 31U != 0) fail("an axis of negative length");
      if (length > 0 && count > 8 * bytes / length) fail("more elements than it can hold");
      count *= length;
    }
    return count;
  }

  void check_numbers(const Element& element, std::uint64_t count) const {
    const std::size_t size = number_bytes(element.type);
    if (size == 0 || element.bytes.size() / size != count || element.bytes.size() % size != 0)
      fail("an array whose number of elements differs from its size");
  }

  std::uint64_t number_of_fields(std::string_view& bytes) const {
    const Element length = take(bytes);
    const Element names = take(bytes);
    if (length.bytes.size() != 4) fail("a structure without names");
    const std::uint32_t each = word(length.bytes, 0);
    if (each == 0 || names.bytes.size() % each != 0) fail("a structure without names");
    return names.bytes.size() / each;
  }

  const std::string& path_;
  bool big_endian_;
};

}  // namespace

void check_matlab5(const std::string& path, std::string_view bytes) {
  // "IM" if the bytes of a number begin with the least.
  Layout(path, bytes.substr(126).starts_with("MI")).check_file(bytes);
}

}  // namespace polesweep::data
