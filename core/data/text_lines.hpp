#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace polesweep::data {

/// A text without what is no data; every line is still at its place.
struct TextLines {
  std::string kept;                   ///< skipped lines and comments are empty lines
  std::int64_t comments_in_data = 0;  ///< after the first line of data
  std::string_view header;            ///< the last comment before the first line of data, without its sign; "" if there is none
};

/// Skips `skip_lines` lines and those that begin with `comment`, after blanks or not. An empty `comment` skips none.
/// #N/A is a missing value and begins no comment; a line inside a quoted field is none. `text` must outlive the result.
TextLines without_comments(std::string_view text, std::string_view comment, std::int64_t skip_lines);

}  // namespace polesweep::data
