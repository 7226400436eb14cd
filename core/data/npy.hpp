#pragma once

#include <string>
#include <string_view>

#include "core/data/table.hpp"

namespace polesweep::data {

/// Reads an array of numpy's: of one dimension a column, of two a row for each sample, of records a column for each field. Axes of length 1
/// do not count. Numbers are real or complex, of any order of bytes. The header is read here because no library of the usual distributions
/// reads it, and it is one line; see numpy.lib.format.
///
/// Columns are called as the records' fields, else they have no names. Throws Error that begins with `path` for a header that is broken or
/// does not fit the number of bytes after it, and for arrays of anything but numbers.
Table parse_npy(const std::string& path, std::string_view bytes);

}  // namespace polesweep::data
