#pragma once

#include <string>
#include <string_view>

#include "core/data/format.hpp"
#include "core/data/table.hpp"

namespace polesweep::data {

/// Reads a table of numbers from a text: fields with commas, semicolons, tabs or blanks between them, or one a line. What separates them is
/// what makes most numbers of the first lines, if `format` does not say it; commas if nothing does. For fields see `split_rows`, for
/// numbers `NumberReader`.
///
/// The first row is a header if none of its fields is a number. So is the comment right before the first row where it has as many fields,
/// all of them text: numpy writes it so. Without a header the columns are called as `format` says, or "0", "1", ...; a nameless column of
/// a header gets its position as well. Columns may hold text: their faults say where.
/// Throws Error `path:line: ...` for rows of unequal length, broken quotes and names that do not fit.
Table parse_csv(const std::string& path, std::string_view text, const Format& format);

}  // namespace polesweep::data
