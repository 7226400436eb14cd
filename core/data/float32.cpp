#include "core/data/float32.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "core/error.hpp"

namespace polesweep::data {
namespace {

/// Put together from single bytes, so that it does not matter how this machine orders them.
double value_at(std::string_view bytes, std::size_t position) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < sizeof bits; ++i) bits |= std::uint32_t{static_cast<unsigned char>(bytes[position + i])} << (8 * i);
  return std::bit_cast<float>(bits);
}

}  // namespace

Table parse_float32(const std::string& path, std::string_view bytes, const std::vector<std::string>& names) {
  if (names.empty()) throw Error(fmt::format("{}: the columns have no names (a float32 file holds none; give them)", path));
  for (auto name = names.begin(); name != names.end(); ++name)
    if (std::find(std::next(name), names.end(), *name) != names.end())
      throw Error(fmt::format("{}: got two columns called '{}' (names must differ)", path, *name));
  const std::size_t row_bytes = sizeof(float) * names.size();
  if (bytes.size() % row_bytes != 0)
    throw Error(
        fmt::format("{}: got {} bytes (must be a multiple of {}, for {} float32 columns)", path, bytes.size(), row_bytes, names.size()));
  const std::size_t rows = bytes.size() / row_bytes;
  if (rows == 0) throw Error(fmt::format("{}: holds no rows of numbers", path));
  Table table{names, std::vector<std::vector<double>>(names.size(), std::vector<double>(rows))};
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < names.size(); ++column) {
      const double value = value_at(bytes, row * row_bytes + column * sizeof(float));
      if (std::isinf(value)) throw Error(fmt::format("{}: row {} of column '{}' is {} (must be finite)", path, row, names[column], value));
      table.columns[column][row] = value;
    }
  }
  return table;
}

}  // namespace polesweep::data
