#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace polesweep::data {

/// Takes the fields of a row and the line at which it begins; false: enough.
using VisitRow = std::function<bool(std::span<const std::string> fields, std::int64_t line)>;

/// Splits a text into rows of fields.
///
/// Fields have no blanks around them and may be quoted as a whole, with quotes inside doubled, and hold line ends then. What stands between
/// parentheses is one field, be it with a separator inside: (1,2). The separator ' ' stands for any number of blanks and tabs, also at the
/// beginning and end of a line. Blank lines are passed over. Returns the line at which quotes are broken, else 0.
std::int64_t split_rows(std::string_view text, char separator, const VisitRow& visit);

}  // namespace polesweep::data
