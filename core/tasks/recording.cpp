#include "core/tasks/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep {
namespace {

/// A name that the header of an older file was known by: with the sign of a comment.
std::string_view without_comment_sign(std::string_view name) {
  const std::size_t begin = name.find_first_not_of("# ");
  return name.starts_with('#') && begin != std::string_view::npos ? name.substr(begin) : name;
}

bool has_no_value(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double value) { return std::isnan(value); });
}

/// Looks for the columns of a file by their names.
class Finder {
 public:
  Finder(const data::Table& table, const std::string& field, const std::string& source, std::int64_t first_row)
      : table_(table), field_(field), source_(source), first_row_(static_cast<std::size_t>(first_row)) {
    for (const data::Column& column : table.columns) by_name_[column.name].push_back(&column);
  }

  /// A column, of which `part` is set if the name is that of a real or imaginary part.
  struct Found {
    const data::Column* column = nullptr;
    const std::vector<double>* part = nullptr;
  };

  Found find(const std::string& name) const {
    Found found{named(name)};
    if (!found.column) found.column = named(without_comment_sign(name));
    for (const bool real : {true, false}) {
      if (found.column || !name.ends_with(real ? ".re" : ".im")) continue;
      const data::Column* whole = named(std::string_view(name).substr(0, name.size() - 3));
      if (whole && whole->is_complex()) found = {whole, real ? &whole->values : &whole->imaginary};
    }
    if (!found.column) fail_unknown(name);
    check(*found.column, name);
    return found;
  }

  [[noreturn]] void fail(const std::string& problem) const { throw Error(fmt::format("{}: {}", field_, problem)); }

 private:
  const data::Column* named(std::string_view name) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return nullptr;
    if (found->second.size() > 1)
      fail(fmt::format("got '{}' ({} has {} columns of this name)", excerpt(name), source_, found->second.size()));
    return found->second.front();
  }

  [[noreturn]] void fail_unknown(const std::string& name) const {
    if (!table_.others.empty()) fail(fmt::format("got '{}' ({} holds {})", excerpt(name), source_, excerpt(table_.others)));
    std::vector<std::string> names;
    for (const data::Column& column : table_.columns) names.push_back(column.name);
    const bool is_comment = !names.empty() && names.front().starts_with('%');
    fail(fmt::format("got '{}' ({} has the columns {}){}", excerpt(name), source_, excerpt(names),
                     is_comment ? ". Set comment = \"%\"?" : ""));
  }

  void check(const data::Column& column, const std::string& name) const {
    for (const auto& fault : {column.first_fault, column.last_fault})
      if (fault && fault->row >= first_row_) throw Error(fault->message);
    if (has_no_value(column.values)) fail(fmt::format("got '{}' ({} has no value in any row of this column)", excerpt(name), source_));
  }

  const data::Table& table_;
  const std::string& field_;
  const std::string& source_;
  std::size_t first_row_;
  std::map<std::string_view, std::vector<const data::Column*>> by_name_;
};

}  // namespace

std::string Recording::place_of(std::int64_t row, std::int64_t first_row) const {
  const std::int64_t test_begin = rows - test_rows;
  const bool in_test_file = row >= test_begin;
  return fmt::format("row {} of {}", first_row + (in_test_file ? row - test_begin : row), in_test_file ? test_source : source);
}

Channels find_channels(const data::Table& table, const std::vector<std::string>& wanted, bool complex_valued, const std::string& field,
                       const std::string& source, std::int64_t first_row) {
  const Finder finder(table, field, source, first_row);
  if (wanted.empty()) finder.fail("got no columns (at least one is needed)");
  Channels channels;
  bool needs_imaginary = false;
  for (const std::string& name : wanted) {
    const auto [column, part] = finder.find(name);
    if (!column->is_complex() || part) {
      channels.columns.push_back(part ? part : &column->values);
      if (!needs_imaginary) channels.names.push_back(name);
      needs_imaginary = complex_valued && !needs_imaginary;
    } else if (!complex_valued) {
      finder.fail(fmt::format("got '{0}' (is complex). Set complex = true, or take its parts '{0}.re' and '{0}.im'?", excerpt(name)));
    } else {
      if (needs_imaginary)
        finder.fail(fmt::format("got '{}' after '{}' (is complex, not an imaginary part)", excerpt(name), channels.names.back()));
      channels.columns.insert(channels.columns.end(), {&column->values, &column->imaginary});
      channels.names.push_back(name);
    }
  }
  if (needs_imaginary) finder.fail(fmt::format("got {} columns (must be pairs re, im in a complex task)", wanted.size()));
  for (std::size_t i = 0; i < channels.columns.size(); ++i)
    if (channels.columns[i]->size() != channels.columns.front()->size())
      finder.fail(fmt::format("got arrays of different lengths ({} has {} and {} rows)", source, channels.columns.front()->size(),
                              channels.columns[i]->size()));
  return channels;
}

std::int64_t count_rows(const Channels& channels, std::int64_t first_row, const std::string& source) {
  const auto rows = static_cast<std::int64_t>(channels.columns.front()->size());
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

std::vector<RowRange> divide(std::span<const RowRange> ranges, std::span<const std::int64_t> breaks) {
  std::vector<RowRange> pieces;
  for (RowRange range : ranges) {
    for (const std::int64_t row : breaks) {
      if (row <= range.begin || row >= range.end) continue;
      pieces.push_back({range.begin, row});
      range.begin = row;
    }
    pieces.push_back(range);
  }
  return pieces;
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
