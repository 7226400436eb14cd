#include "core/data/npy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "core/data/npy_header.hpp"
#include "core/data/shape.hpp"
#include "core/data/stored_array.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {
namespace {

/// An element's type as numpy writes it, such as "<f8".
struct ElementType {
  std::optional<NumberType> number;  ///< none of texts, dates and numbers of unusual size
  std::size_t size = 0;              ///< in bytes
};

ElementType element_type(const std::string& path, const std::string& text) {
  const auto fail = [&] { return Error(fmt::format("{}: broken header of a numpy file (type '{}')", path, excerpt(text))); };
  if (text.size() < 2 || std::string_view("<>|=").find(text[0]) == std::string_view::npos) throw fail();
  const char kind = text[1];
  if (kind == 'O') throw Error(fmt::format("{}: holds objects of Python (must be numbers). Save it with another dtype?", path));
  int bytes = 0;
  // A date has its unit in brackets behind the size.
  const auto [end, problem] = std::from_chars(text.data() + 2, text.data() + text.size(), bytes);
  if (problem != std::errc() || bytes < 0 || (end != text.data() + text.size() && *end != '[')) throw fail();
  const auto size = static_cast<std::size_t>(kind == 'U' ? 4LL * bytes : bytes);
  const auto is_one_of = [&](std::initializer_list<int> sizes) { return std::find(sizes.begin(), sizes.end(), bytes) != sizes.end(); };
  NumberType type{NumberType::Kind::real, bytes, false, text[0] == '>'};
  if (kind == 'f' && is_one_of({2, 4, 8})) return {type, size};
  if (kind == 'c' && is_one_of({8, 16})) return {NumberType{type.kind, bytes / 2, true, type.big_endian}, size};
  type.kind = kind == 'i' ? NumberType::Kind::integer : NumberType::Kind::natural;
  if ((kind == 'i' || kind == 'u' || kind == 'b') && is_one_of({1, 2, 4, 8})) return {type, size};
  return {std::nullopt, size};
}

/// The columns of an array of records: each field is one, be it of numbers or not.
std::vector<Column> field_columns(const std::string& path, std::string_view bytes, const NpyHeader& header,
                                  const std::vector<ElementType>& types, std::size_t rows, std::size_t record_bytes) {
  std::vector<Column> columns;
  std::size_t offset = 0;
  for (std::size_t i = 0; i < types.size(); ++i) {
    const std::string& name = header.fields[i].name;
    if (types[i].number) {
      const StoredArray array{bytes.substr(offset), *types[i].number, rows, 1, record_bytes, 0};
      columns.push_back(columns_of(array, {name}).front());
    } else if (!name.empty()) {  // without a name it is padding
      Column column{name, std::vector<double>(rows, std::numeric_limits<double>::quiet_NaN())};
      const std::string message =
          fmt::format("{}: column '{}' is of type '{}' (must be of numbers)", path, excerpt(name), excerpt(header.fields[i].type));
      column.add_fault({0, message});
      column.add_fault({rows - 1, message});
      columns.push_back(std::move(column));
    }
    offset += types[i].size;
  }
  return columns;
}

}  // namespace

Table parse_npy(const std::string& path, std::string_view bytes) {
  const NpyHeader header = read_npy_header(path, bytes);
  bytes.remove_prefix(header.size);
  std::vector<ElementType> types;
  std::size_t element_bytes = 0;
  for (const NpyHeader::Field& field : header.fields) {
    types.push_back(element_type(path, field.type));
    element_bytes += types.back().size;
  }
  if (!header.is_record && !types.front().number)
    throw Error(fmt::format("{}: holds elements of type '{}' (must be numbers)", path, excerpt(header.fields.front().type)));
  if (element_bytes == 0) throw Error(fmt::format("{}: broken header of a numpy file (elements without bytes)", path));
  const Shape shape = shape_of(header.shape, bytes.size() / element_bytes, path);
  if (header.is_record && shape.columns > 1)
    throw Error(fmt::format("{}: holds records in {} dimensions (must be one)", path, header.shape.size()));
  if (shape.rows * shape.columns * element_bytes != bytes.size())
    throw Error(fmt::format("{}: holds {} bytes after its header (must be {}, for {} of {} bytes)", path, bytes.size(),
                            shape.rows * shape.columns * element_bytes, text_of(header.shape), element_bytes));
  Table table;
  if (header.is_record) {
    table.columns = field_columns(path, bytes, header, types, shape.rows, element_bytes);
    table.names_are_its_own = true;
  } else {
    const NumberType& type = *types.front().number;
    const std::vector<std::string> no_names(shape.columns);
    table.columns = columns_of(header.column_major ? StoredArray::column_major(bytes, type, shape.rows, shape.columns)
                                                   : StoredArray::row_major(bytes, type, shape.rows, shape.columns),
                               no_names);
  }
  return table;
}

}  // namespace polesweep::data
