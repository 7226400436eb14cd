#pragma once

#include <string>
#include <string_view>

#include "core/data/format.hpp"
#include "core/data/table.hpp"

namespace polesweep::data {

/// Reads rows of raw numbers of `format.type`, one for each of `format.names`; transposed, all of one column before those of the
/// next. Throws Error that begins with `path` if there are no
/// names, no rows, a part of a row, or bytes that are no such numbers.
Table parse_raw(const std::string& path, std::string_view bytes, const Format& format);

}  // namespace polesweep::data
