#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/data_files.hpp"

namespace polesweep::data {

/// Reads numbers separated by commas, or one a line; fields may be quoted and have spaces around them, and blank lines are passed over.
///
/// The first line is a header if none of its fields is a number. Without a header the columns are called as `names` says, or "0", "1", ...
/// if it is empty; a nameless column of a header gets its position as well. An empty field or "nan" is a missing value. Throws Error
/// `path:line: ...` or `path:line:column: ...` for rows of unequal length, broken quotes, repeated names, `names` that do not fit, and for
/// what is no number.
Table parse_csv(const std::string& path, std::string_view text, const std::vector<std::string>& names);

}  // namespace polesweep::data
