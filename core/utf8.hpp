#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace polesweep {

/// Returns how many bytes the first character of a text that is not empty has, and puts what they stand for into `point`; 0 if it begins
/// with no character of UTF-8: too few bytes, more than need be, half of a pair, or a number beyond the last.
std::size_t first_character(std::string_view text, std::uint32_t& point);

/// The text with U+FFFD in place of every byte that is not part of a UTF-8 character. The system's names of files may hold any bytes, where
/// TOML, JSON and readers of results take UTF-8 alone.
std::string valid_utf8(std::string_view text);

}  // namespace polesweep
