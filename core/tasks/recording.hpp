#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/data/data_files.hpp"
#include "core/fields.hpp"

namespace polesweep {

/// Rows begin, begin + 1, ..., end - 1 of a recording.
struct RowRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  std::int64_t size() const { return end - begin; }
  bool operator==(const RowRange&) const = default;
};

/// Recorded samples in time order. The sample of row t has the input of row t and the target of row t - delay.
struct Recording {
  std::string source;  ///< the name of its file
  bool complex_valued = false;
  std::vector<std::string> input_names;   ///< one per input, of a complex one the real part's
  std::vector<std::string> target_names;  ///< one per output
  std::vector<double> inputs;             ///< [row][input], of a complex recording [row][input][re, im]
  std::vector<double> targets;            ///< [row][output], likewise
  std::int64_t rows = 0;
  std::int64_t delay = 0;  ///< >= 0, or the negative number of rows that targets are ahead
  /// The latest row that the target of row t is made of is t + lookahead; >= 0. The segments leave room for it.
  std::int64_t lookahead = 0;
  std::vector<RowRange> segments;  ///< where samples have no gap in time, ascending; at their start the first `delay` targets are missing
  std::vector<Complex> constellation;  ///< the symbols a target can be; empty where targets are no symbols

  std::int64_t input_width() const { return std::ssize(input_names) * (complex_valued ? 2 : 1); }    ///< numbers in a row
  std::int64_t target_width() const { return std::ssize(target_names) * (complex_valued ? 2 : 1); }  ///< numbers in a row
};

using Columns = std::vector<const std::vector<double>*>;

/// The named columns of a file. Throws Error that begins with `field` for an unknown name and lists the known ones.
Columns find_columns(const data::Table& table, const std::vector<std::string>& names, const std::string& field, const std::string& source);

/// Rows of the file from `first_row` on. Throws Error that begins with "first_row" where there are none.
std::int64_t count_rows(const data::Table& table, std::int64_t first_row, const std::string& source);

/// Puts the columns' rows from `first` on behind each other: [row][column].
std::vector<double> interleave(const Columns& columns, std::int64_t first);

/// The stretches of rows in which no value is missing, of values in `width` columns.
std::vector<RowRange> complete_rows(std::span<const double> values, std::int64_t width);

/// The parts of ascending ranges that lie inside `limits`.
std::vector<RowRange> cut(std::span<const RowRange> ranges, RowRange limits);

/// The parts that both ascending lists of ranges contain.
std::vector<RowRange> overlap(std::span<const RowRange> a, std::span<const RowRange> b);

}  // namespace polesweep
