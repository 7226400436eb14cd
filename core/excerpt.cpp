#include "core/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/utf8.hpp"

namespace polesweep {
namespace {

constexpr std::size_t longest_name = 40;
constexpr std::string_view cut = " ... ";

bool continues_a_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

/// Returns the beginning, at most as long as given, without breaking a character of UTF-8.
std::string_view head(std::string_view text, std::size_t size) {
  if (size >= text.size()) return text;
  while (size > 0 && continues_a_character(text[size])) --size;
  return text.substr(0, size);
}

std::string_view tail(std::string_view text, std::size_t size) {
  if (size >= text.size()) return text;
  std::size_t begin = text.size() - size;
  while (begin < text.size() && continues_a_character(text[begin])) ++begin;
  return text.substr(begin);
}

bool is_obeyed(std::uint32_t point) {
  const auto within = [point](std::uint32_t first, std::uint32_t last) { return first <= point && point <= last; };
  return point < 0x20 || within(0x7f, 0x9f) || within(0x200e, 0x200f) || within(0x2028, 0x202e) || within(0x2066, 0x2069) || point == 0x61c;
}

std::string printable(std::string_view text, std::string_view kept) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    std::uint32_t point = 0;
    const std::size_t size = first_character(text, point);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(size, 1));
    if (size > 0 && (!is_obeyed(point) || kept.find(text[0]) != std::string_view::npos)) {
      result += bytes;
    } else {
      for (const char c : bytes) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    text.remove_prefix(bytes.size());
  }
  return result;
}

std::string printable(std::string_view text) { return printable(text, ""); }

}  // namespace

std::string excerpt(std::string_view text, std::size_t most) {
  if (text.size() <= most) return printable(text);
  return fmt::format("{}... ({} characters)", printable(head(text, most)), text.size());
}

std::string excerpt(const std::vector<std::string>& texts, std::size_t most) {
  std::string result;
  for (std::size_t i = 0; i < std::min(texts.size(), most); ++i) result += (i == 0 ? "" : ", ") + excerpt(texts[i], longest_name);
  return texts.size() <= most ? result : fmt::format("{}, ... ({} in all)", result, texts.size());
}

std::string for_terminal(std::string_view text) { return printable(text, "\n\t"); }

std::string with_short_lines(std::string_view text, std::size_t most) {
  std::string result;
  for (;;) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.size() <= most) {
      result += line;
    } else {
      // The suggestion stands at the end, the place at the beginning.
      result += head(line, (most - cut.size()) * 3 / 4);
      result += cut;
      result += tail(line, (most - cut.size()) / 4);
    }
    if (end == std::string_view::npos) return result;
    result += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace polesweep
