#pragma once

#include <limits>
#include <string>
#include <vector>

#include "core/measures/measure.hpp"
#include "core/results/dataset.hpp"
#include "core/run/record.hpp"

namespace polesweep::results {

/// The values of one measure of all runs: [runs][rows][own dimension][inner dimension][re, im], where a row is a length, or a length and an
/// iteration. Points may differ in their number of states, so each dimension is as large as the largest met and the rest NaN.
class MeasureArray {
 public:
  MeasureArray(const std::string& name, std::size_t runs, std::size_t rows);

  const char* name() const { return measure_->name; }
  /// `values` hold `rows` rows of one run.
  void put(std::size_t run, const MeasuredSeries& values);
  /// Whether the first `rows` of the run's stored values are the same bits; what only one of them has room for must be NaN.
  bool holds(std::size_t run, const MeasuredSeries& values, std::size_t rows) const;
  /// The same of all rows.
  bool holds(std::size_t run, const MeasuredSeries& values) const { return holds(run, values, rows_); }
  /// The first value of a row of a run.
  double first(std::size_t run, std::size_t row) const { return values_[(run * rows_ + row) * width()]; }
  /// Takes back what a run has in the row and after it.
  void erase_from(std::size_t run, std::size_t row);

  /// The variables that it is written as, over `dimensions` and the measure's own dimensions, whose sizes are the group's: one, or two of
  /// a complex measure.
  std::vector<Variable> variables(const std::vector<std::string>& dimensions, const Group& group) &&;
  /// Adds the measure's own dimensions to a group that does not have them yet, and grows them to this measure's size.
  void add_dimension(Group& group) const;

 private:
  /// How many of the measure's own dimension, and of its inner one. A measure without such a dimension has one of it.
  struct Size {
    std::size_t own = 1;
    std::size_t inner = 1;
  };
  Size size_of(const MeasuredSeries& values) const;
  void widen(const Size& size);
  /// States that no run has do not count: whether a file that was read once had larger networks is not to be seen in the next.
  Size used_size() const;
  std::size_t width() const { return size_.own * size_.inner * parts_; }
  /// The value in a row of a run; NaN outside.
  double value(std::size_t row, std::size_t own, std::size_t inner, std::size_t part) const;

  const Measure* measure_;
  std::size_t runs_;
  std::size_t rows_;
  std::size_t parts_;  ///< of a number: 2 if it is complex
  Size size_;
  std::vector<double> values_;
};

/// Adds the variables of measures over `dimensions`, and the dimensions of their own. Each array is gone when its variables are made.
void add_variables(Group& group, std::vector<MeasureArray>&& arrays, const std::vector<std::string>& dimensions);
/// Adds the measures' own dimensions to a group, as large as its child has them: readers of trees (xarray's open_datatree) want a dimension
/// to have one size in a group and its parent.
void share_dimensions(const Group& child, const std::vector<MeasureArray>& arrays, Group& parent);

/// Puts a measure's variables together again as the rows of one run; false if the group does not hold it.
bool read_measure(const Group& group, const std::string& name, std::size_t run, std::size_t rows, MeasuredSeries& series);

inline constexpr std::size_t no_row = std::numeric_limits<std::size_t>::max();

/// Some rows of a series, in the order asked for; NaN for `no_row`.
MeasuredSeries rows_of(const MeasuredSeries& series, const std::vector<std::size_t>& rows);

}  // namespace polesweep::results
