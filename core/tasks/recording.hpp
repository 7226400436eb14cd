#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/data/data_files.hpp"
#include "core/members/fields.hpp"

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
  std::string source;  ///< the name of its file or files
  bool complex_valued = false;
  std::vector<std::string> input_names;   ///< one per input, of a complex one the real part's
  std::vector<std::string> target_names;  ///< one per output
  std::vector<double> inputs;             ///< [row][input], of a complex recording [row][input][re, im]
  std::vector<double> targets;            ///< [row][output], likewise
  std::int64_t rows = 0;
  std::int64_t incomplete_rows = 0;   ///< rows that lack a value
  std::string test_source;            ///< the name of the file or files that hold the last rows, which are the test; "" if there is none
  std::int64_t test_rows = 0;         ///< their number
  std::vector<std::string> notes;     ///< what `plan` says of the data
  std::vector<std::string> warnings;  ///< what `run` says as well
  std::int64_t delay = 0;             ///< >= 0, or the negative number of rows that targets are ahead
  /// The latest row that the target of row t is made of is t + lookahead; >= 0. The segments leave room for it.
  std::int64_t lookahead = 0;
  std::vector<RowRange> segments;  ///< where samples have no gap in time, ascending; at their start the first `delay` targets are missing
  std::vector<Complex> constellation;  ///< the symbols a target can be; empty if targets are no symbols

  std::int64_t input_width() const { return std::ssize(input_names) * (complex_valued ? 2 : 1); }    ///< numbers in a row
  std::int64_t target_width() const { return std::ssize(target_names) * (complex_valued ? 2 : 1); }  ///< numbers in a row
  /// "row 12 of a.csv", of files whose rows before `first_row` are left out.
  std::string place_of(std::int64_t row, std::int64_t first_row) const;
};

using Columns = std::vector<const std::vector<double>*>;

/// What a task takes from a file.
struct Channels {
  std::vector<std::string> names;  ///< of complex channels made of two columns the real part's
  Columns columns;                 ///< of complex channels re, im, re, im, ...
};

/// The channels that `wanted` names: columns of a file or, of a complex task, complex columns and pairs of real ones. Of a complex column x
/// there are also its parts, x.re and x.im. Text in the first rows, before `first_row`, does no harm. Throws Error that begins with `field`
/// for unknown names, and lists the known ones, for columns of which there are two, that hold no value at all, are complex in a real task
/// or differ in length; and what a column says of its first text.
Channels find_channels(const data::Table& table, const std::vector<std::string>& wanted, bool complex_valued, const std::string& field,
                       const std::string& source, std::int64_t first_row);

/// Rows of the file from `first_row` on, which the channels have. Throws Error that begins with "first_row" if there are none.
std::int64_t count_rows(const Channels& channels, std::int64_t first_row, const std::string& source);

/// Puts the columns' rows from `first` on one after the other: [row][column].
std::vector<double> interleave(const Columns& columns, std::int64_t first);

/// The stretches of rows in which no value is missing, of values in `width` columns.
std::vector<RowRange> complete_rows(std::span<const double> values, std::int64_t width);

/// The parts of ascending ranges that lie inside `limits`.
std::vector<RowRange> cut(std::span<const RowRange> ranges, RowRange limits);

/// The ranges, divided before each of the ascending rows in `breaks`.
std::vector<RowRange> divide(std::span<const RowRange> ranges, std::span<const std::int64_t> breaks);

/// The parts that both ascending lists of ranges contain.
std::vector<RowRange> overlap(std::span<const RowRange> a, std::span<const RowRange> b);

}  // namespace polesweep
