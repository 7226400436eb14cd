#include "core/data/npy_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {
namespace {

/// Reads the one literal of Python that a header is: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderReader {
 public:
  HeaderReader(const std::string& path, std::string_view text) : path_(path), rest_(text) {}

  NpyHeader read() {
    NpyHeader header;
    int keys = 0;
    expect("{");
    while (!take("}")) {
      const std::string key = quoted();
      expect(":");
      if (key == "descr")
        read_types(header);
      else if (key == "fortran_order")
        header.column_major = boolean();
      else if (key == "shape")
        header.shape = tuple();
      else
        fail();
      ++keys;
      if (!take(",")) {
        expect("}");
        break;
      }
    }
    skip_blanks();
    if (keys != 3 || header.fields.empty() || !rest_.empty()) fail();
    return header;
  }

 private:
  [[noreturn]] void fail() const { throw Error(fmt::format("{}: broken header of a numpy file (at '{}')", path_, excerpt(rest_))); }

  [[noreturn]] void fail_nested(const std::string& field) const {
    throw Error(fmt::format("{}: field '{}' is a record or an array of its own (must be single numbers)", path_, excerpt(field)));
  }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }

  bool take(std::string_view sign) {
    skip_blanks();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  void expect(std::string_view sign) {
    if (!take(sign)) fail();
  }

  std::string quoted() {
    skip_blanks();
    if (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"')) fail();
    const std::size_t end = rest_.find(rest_.front(), 1);
    // A name with quotes or control characters in it is written with a backslash, and no column is called so.
    if (end == std::string_view::npos || rest_.substr(0, end).find('\\') != std::string_view::npos) fail();
    std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool boolean() {
    if (take("True")) return true;
    expect("False");
    return false;
  }

  std::vector<std::uint64_t> tuple() {
    std::vector<std::uint64_t> numbers;
    expect("(");
    while (!take(")")) {
      skip_blanks();
      std::uint64_t number = 0;
      const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
      if (problem != std::errc()) fail();
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      take("L");  // of Python 2
      numbers.push_back(number);
      if (!take(",")) {
        expect(")");
        break;
      }
    }
    return numbers;
  }

  void read_types(NpyHeader& header) {
    header.is_record = take("[");
    if (!header.is_record) {
      header.fields = {{"", quoted()}};
      return;
    }
    while (!take("]")) {
      expect("(");
      NpyHeader::Field field{quoted(), ""};
      expect(",");
      // A record within the record, or several numbers: ('x', [...]) and ('x', '<f4', (2,)).
      if (take("[")) fail_nested(field.name);
      field.type = quoted();
      if (take(",")) fail_nested(field.name);
      expect(")");
      header.fields.push_back(std::move(field));
      if (!take(",")) {
        expect("]");
        break;
      }
    }
  }

  const std::string& path_;
  std::string_view rest_;
};

}  // namespace

NpyHeader read_npy_header(const std::string& path, std::string_view bytes) {
  constexpr std::size_t before_length = 8;  // \x93NUMPY and two bytes of version
  if (bytes.size() < before_length + 4) throw Error(fmt::format("{}: broken numpy file (it ends within its header)", path));
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3) throw Error(fmt::format("{}: a numpy file of version {} (must be 1, 2 or 3)", path, version));
  const std::size_t width = version == 1 ? 2 : 4;
  std::size_t length = 0;
  for (std::size_t i = 0; i < width; ++i) length |= byte(before_length + i) << (8 * i);
  const std::size_t begin = before_length + width;
  if (length > bytes.size() - begin) throw Error(fmt::format("{}: broken numpy file (it ends within its header)", path));
  NpyHeader header = HeaderReader(path, bytes.substr(begin, length)).read();
  header.size = begin + length;
  return header;
}

}  // namespace polesweep::data
