#pragma once

#include <cstdint>
#include <vector>

#include "core/members/fields.hpp"
#include "core/tasks/recording.hpp"

namespace polesweep {

/// The fields that every recorded task has: how a recording is divided among runs and test, and brought to a common scale.
struct RecordedSettings {
  static constexpr double default_test_fraction = 0.2;

  explicit RecordedSettings(Fields& fields);
  /// Throws Error if fields do not go together.
  void check() const;

  std::int64_t first_row;
  std::int64_t windows;
  std::int64_t window_length;
  double test_fraction;
  std::int64_t gap;
  std::int64_t washout;
  std::int64_t standardise;
  bool standardise_targets;
};

/// The rows that runs learn from and, later in time after a gap, the rows that they are tested on.
struct Split {
  RowRange training;
  RowRange test;
};

/// The test split is the last `test_fraction` of the rows, rounded to whole ones, or the rows that have a file of their own. The gap is at
/// least the recording's lookahead, so that no training target is made of the test split. Throws Error if a part is left without rows.
Split split_rows(const Recording& recording, const RecordedSettings& settings);

/// Where the windows begin: window k of K at row floor(k (T - length) / (K - 1)) of T training rows; equal starts are listed once.
std::vector<std::int64_t> window_starts(const RowRange& training, const RecordedSettings& settings);

/// Maps a value x of each column to (x - mean) / scale.
struct Scaling {
  std::vector<double> means;
  std::vector<double> scales;
  std::vector<bool> is_constant;  ///< by column; a constant column has the scale 1

  /// Leaves values as they are.
  static Scaling none(std::int64_t width);
  /// By mean and standard deviation (divisor n) of each column, or of each pair of columns (re, im) by its complex mean and one real
  /// root mean square modulus, over the rows of `ranges`, of which there are some. `values` are [row][column].
  static Scaling of(const std::vector<double>& values, std::int64_t width, bool complex_valued, const std::vector<RowRange>& ranges);

  double operator()(double value, std::int64_t column) const { return (value - means[column]) / scales[column]; }
};

/// The first `count` rows of ascending ranges, or all if there are fewer.
std::vector<RowRange> first_rows(const std::vector<RowRange>& ranges, std::int64_t count);

}  // namespace polesweep
