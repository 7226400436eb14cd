#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/data_files.hpp"

namespace polesweep::data {

/// Reads rows of little-endian 32-bit floating-point numbers, one for each of `names`; NaN is a missing value. Throws Error that begins
/// with `path` where there are no names, no rows, a part of a row, or an infinite value.
Table parse_float32(const std::string& path, std::string_view bytes, const std::vector<std::string>& names);

}  // namespace polesweep::data
