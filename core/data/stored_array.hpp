#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/format.hpp"
#include "core/data/table.hpp"

namespace polesweep::data {

/// Numbers as they lie in a file.
struct StoredArray {
  std::string_view bytes;
  NumberType type;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t row_stride = 0;     ///< bytes from a number to the one below it
  std::size_t column_stride = 0;  ///< bytes from a number to the one beside it

  static StoredArray row_major(std::string_view bytes, const NumberType& type, std::size_t rows, std::size_t columns);
  static StoredArray column_major(std::string_view bytes, const NumberType& type, std::size_t rows, std::size_t columns);
};

/// The columns of an array under `names`.
std::vector<Column> columns_of(const StoredArray& array, const std::vector<std::string>& names);

/// Throws Error if real numbers of 4 or 8 bytes cannot be what the bytes hold: a column with moduli both above 1e30 and below 1e-30,
/// with NaN of many kinds, or with nothing above a thousand times the smallest normal number. It names the kind of reals in which they make
/// sense, if there is one. `missing` lists numbers that count as missing.
void refuse_nonsense(const StoredArray& array, const std::vector<std::string>& names, const std::vector<std::string>& missing,
                     const std::string& path);

}  // namespace polesweep::data
