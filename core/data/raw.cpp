#include "core/data/raw.hpp"

#include <fmt/format.h>

#include "core/data/stored_array.hpp"
#include "core/error.hpp"

namespace polesweep::data {

Table parse_raw(const std::string& path, std::string_view bytes, const Format& format) {
  const std::size_t count = format.names.size();
  if (count == 0) throw Error(fmt::format("{}: the columns have no names (a file of {} holds none; give them)", path, format.name));
  const std::size_t row_bytes = format.type.size() * count;
  if (bytes.size() % row_bytes != 0)
    throw Error(fmt::format("{}: got {} bytes (must be a multiple of {}, for {} columns of {})", path, bytes.size(), row_bytes, count,
                            format.name));
  const std::size_t rows = bytes.size() / row_bytes;
  const StoredArray array = format.transpose ? StoredArray::column_major(bytes, format.type, rows, count)
                                             : StoredArray::row_major(bytes, format.type, rows, count);
  if (rows == 0) throw Error(fmt::format("{}: holds no rows of numbers", path));
  refuse_nonsense(array, format.names, format.missing, path);
  Table table;
  table.columns = columns_of(array, format.names);
  return table;
}

}  // namespace polesweep::data
