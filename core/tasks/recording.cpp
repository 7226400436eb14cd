#include "core/tasks/recording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace polesweep {

Columns find_columns(const data::Table& table, const std::vector<std::string>& names, const std::string& field, const std::string& source) {
  Columns columns;
  for (const std::string& name : names) {
    const auto found = std::find(table.names.begin(), table.names.end(), name);
    if (found == table.names.end())
      throw Error(fmt::format("{}: got '{}' ({} has the columns {})", field, name, source, fmt::join(table.names, ", ")));
    const std::vector<double>& column = table.columns[found - table.names.begin()];
    if (std::all_of(column.begin(), column.end(), [](double value) { return std::isnan(value); }))
      throw Error(fmt::format("{}: got '{}' ({} has no value in any row of this column)", field, name, source));
    columns.push_back(&column);
  }
  return columns;
}

std::int64_t count_rows(const data::Table& table, std::int64_t first_row, const std::string& source) {
  const auto rows = static_cast<std::int64_t>(table.rows());
  if (first_row >= rows) throw Error(fmt::format("first_row: got {} ({} has {} rows, counted from 0)", first_row, source, rows));
  return rows - first_row;
}

std::vector<double> interleave(const Columns& columns, std::int64_t first) {
  std::vector<double> values;
  const std::int64_t rows = std::ssize(*columns.front());
  values.reserve(columns.size() * static_cast<std::size_t>(rows - first));
  for (std::int64_t row = first; row < rows; ++row)
    for (const std::vector<double>* column : columns) values.push_back((*column)[row]);
  return values;
}

std::vector<RowRange> complete_rows(std::span<const double> values, std::int64_t width) {
  std::vector<RowRange> ranges;
  const std::int64_t rows = std::ssize(values) / width;
  std::int64_t begin = 0;
  for (std::int64_t row = 0; row <= rows; ++row) {
    const auto is_missing = [](double value) { return std::isnan(value); };
    if (row < rows && !std::any_of(values.begin() + row * width, values.begin() + (row + 1) * width, is_missing)) continue;
    if (row > begin) ranges.push_back({begin, row});
    begin = row + 1;
  }
  return ranges;
}

std::vector<RowRange> cut(std::span<const RowRange> ranges, RowRange limits) {
  std::vector<RowRange> inside;
  for (const RowRange& range : ranges) {
    const RowRange part{std::max(range.begin, limits.begin), std::min(range.end, limits.end)};
    if (part.size() > 0) inside.push_back(part);
  }
  return inside;
}

std::vector<RowRange> overlap(std::span<const RowRange> a, std::span<const RowRange> b) {
  std::vector<RowRange> both;
  for (const RowRange& range : a) {
    const std::vector<RowRange> parts = cut(b, range);
    both.insert(both.end(), parts.begin(), parts.end());
  }
  return both;
}

}  // namespace polesweep
