#include "core/data/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include "core/data/number.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {

void Column::add_fault(Fault fault) {
  if (!first_fault) first_fault = fault;
  last_fault = std::move(fault);
}

Table transposed(const Table& table, const std::string& path) {
  if (table.names_are_its_own) throw Error(fmt::format("transpose: got true ({} names its columns). Leave it out?", path));
  for (const Column& column : table.columns)
    if (column.first_fault) throw Error(column.first_fault->message);
  Table result;
  result.notes = table.notes;
  result.columns.resize(table.columns.front().values.size());
  const bool is_complex = std::any_of(table.columns.begin(), table.columns.end(), [](const Column& column) { return column.is_complex(); });
  for (const Column& column : table.columns) {
    for (std::size_t row = 0; row < column.values.size(); ++row) {
      result.columns[row].values.push_back(column.values[row]);
      if (is_complex) result.columns[row].imaginary.push_back(column.is_complex() ? column.imaginary[row] : 0.0);
    }
  }
  return result;
}

void name_columns(Table& table, const std::vector<std::string>& names, const std::string& path) {
  if (!names.empty() && table.names_are_its_own)
    throw Error(fmt::format("{}: got names for columns that have names (they are for files without)", path));
  if (!names.empty() && names.size() != table.columns.size())
    throw Error(
        fmt::format("{}: got {} columns (must be {}, the number of names given for them)", path, table.columns.size(), names.size()));
  std::set<std::string_view> seen;
  for (const std::string& name : names)
    if (!seen.insert(name).second) throw Error(fmt::format("{}: got two columns called '{}' (names must differ)", path, excerpt(name)));
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i].name.empty()) table.columns[i].name = names.empty() ? std::to_string(i) : names[i];
}

void mark_missing(Table& table, const std::vector<std::string>& missing, const std::string& path) {
  const NumberReader listed(false, missing);
  for (Column& column : table.columns) {
    for (std::size_t row = 0; row < column.values.size(); ++row) {
      const double real = column.values[row];
      const double imaginary = column.is_complex() ? column.imaginary[row] : 0.0;
      if (listed.is_listed(real) && (imaginary == 0 || listed.is_listed(imaginary))) {
        column.values[row] = missing_value;
      } else if (std::isinf(real) || std::isinf(imaginary)) {
        column.add_fault({row, fmt::format("{}: row {} of column '{}' is {} (must be finite)", path, row, excerpt(column.name),
                                           std::isinf(real) ? real : imaginary)});
        column.values[row] = missing_value;
      }
    }
  }
}

}  // namespace polesweep::data
