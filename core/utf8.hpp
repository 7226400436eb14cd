#pragma once

#include <string>
#include <string_view>

namespace polesweep {

/// The text with U+FFFD in place of every byte that is not part of a UTF-8 character. The system's names of files may hold any bytes, where
/// TOML, JSON and readers of results take UTF-8 alone.
std::string valid_utf8(std::string_view text);

}  // namespace polesweep
