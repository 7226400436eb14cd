#include "core/utf8.hpp"

#include <cstddef>

namespace polesweep {
namespace {

struct ByteRange {
  unsigned char low, high;
};

/// What the first bytes of characters may be, how many follow, and what the second may be: no more bytes than needed, no surrogates,
/// nothing beyond U+10FFFF.
struct Lead {
  ByteRange first;
  std::size_t following;
  ByteRange second;
};
constexpr Lead leads[] = {{{0x00, 0x7f}, 0, {}},           {{0xc2, 0xdf}, 1, {0x80, 0xbf}}, {{0xe0, 0xe0}, 2, {0xa0, 0xbf}},
                          {{0xe1, 0xec}, 2, {0x80, 0xbf}}, {{0xed, 0xed}, 2, {0x80, 0x9f}}, {{0xee, 0xef}, 2, {0x80, 0xbf}},
                          {{0xf0, 0xf0}, 3, {0x90, 0xbf}}, {{0xf1, 0xf3}, 3, {0x80, 0xbf}}, {{0xf4, 0xf4}, 3, {0x80, 0x8f}}};

bool is_in(const ByteRange& range, char byte) {
  return static_cast<unsigned char>(byte) >= range.low && static_cast<unsigned char>(byte) <= range.high;
}

/// Bytes of the character that the text begins with; 0 if it begins with none.
std::size_t first_character(std::string_view text) {
  for (const Lead& lead : leads) {
    if (!is_in(lead.first, text[0])) continue;
    if (lead.following >= text.size()) return 0;
    for (std::size_t i = 1; i <= lead.following; ++i)
      if (!is_in(i == 1 ? lead.second : ByteRange{0x80, 0xbf}, text[i])) return 0;
    return 1 + lead.following;
  }
  return 0;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const std::size_t size = first_character(text);
    if (size == 0) {
      valid += "\xef\xbf\xbd";
      text.remove_prefix(1);
      continue;
    }
    valid += text.substr(0, size);
    text.remove_prefix(size);
  }
  return valid;
}

}  // namespace polesweep
