#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace polesweep::data {

/// A column of numbers; NaN if a value is missing.
struct Column {
  /// What holds no number. It counts as a missing value, and matters only if the column is asked for.
  struct Fault {
    std::size_t row = 0;
    std::string message;
  };

  std::string name;
  std::vector<double> values = {};     ///< of complex numbers the real parts
  std::vector<double> imaginary = {};  ///< empty for real numbers
  std::optional<Fault> first_fault = {};
  std::optional<Fault> last_fault = {};

  bool is_complex() const { return !imaginary.empty(); }
  void add_fault(Fault fault);
};

/// What a data file holds, as far as it was asked for.
struct Table {
  std::vector<Column> columns;           ///< of one length, but those of different arrays
  bool names_are_its_own = false;        ///< the file names its columns; else the sweep does, or they are called 0, 1, ...
  std::vector<std::string> others = {};  ///< what else could be asked for, as messages say it
  std::vector<std::size_t> breaks = {};  ///< ascending rows before which time has passed unrecorded
  std::vector<std::string> notes = {};   ///< what `plan` says of the file
};

/// The table with its rows as columns, which have no names. Throws Error for columns with names or faults.
Table transposed(const Table& table, const std::string& path);

/// Gives nameless columns `names`, or "0", "1", ... if it is empty. Throws Error if these are too few, too many or equal.
void name_columns(Table& table, const std::vector<std::string>& names, const std::string& path);

/// Turns numbers that `missing` lists into missing values. Infinite ones are faults.
void mark_missing(Table& table, const std::vector<std::string>& missing, const std::string& path);

}  // namespace polesweep::data
