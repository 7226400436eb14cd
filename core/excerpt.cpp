#include "core/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>

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

std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      result += fmt::format("\\x{:02x}", byte);
    else
      result += c;
  }
  return result;
}

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
