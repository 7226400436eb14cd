#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/results/dataset.hpp"
#include "core/run/record.hpp"

/// Values of formulas: their records and the group /theory that holds them.
///
/// A record of formulas is a RunRecord of seed 0 with one series, `value` or (of complex values, as re, im, re, im, ...) `complex_value`,
/// one row of `width` numbers for each combination. A row of NaN: the combination is outside the formula's domain; the first reason is
/// the record's message. Shorter rows are filled with NaN.
namespace polesweep::results {

/// The series of a record: one row for each combination, an empty one if it is outside the domain.
MeasuredSeries theory_series(const std::vector<std::vector<double>>& rows, bool complex);

/// A parameter of a formula along an axis.
struct TheoryColumn {
  std::string name;
  Values values;
  std::string long_name;
  std::string units;
};

/// An axis of a table; zipped or drawn parameters share one.
struct TheoryAxis {
  std::string dimension;
  std::size_t size = 0;
  std::vector<TheoryColumn> columns;  ///< the one column of an axis bears its name
};

/// A `[[theory]]` table: its combinations in row-major order of the axes, cut into units.
struct TheoryTable {
  std::string name;  ///< of its group
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<TheoryAxis> axes;
  std::vector<std::pair<PointId, std::uint32_t>> units;  ///< identity and number of combinations
};

/// Collects the values of formulas from wherever they are stored.
class TheoryBuilder {
 public:
  explicit TheoryBuilder(std::vector<TheoryTable> tables);

  /// Takes a record of formulas if it is asked for; returns whether it is. Of two records of one unit the first complete one is used:
  /// formulas call the C library, so that processors may differ in last bits.
  bool add(const RunRecord& record);

  /// Position of a unit: through all tables, in their order.
  bool is_done(std::size_t unit) const { return status_[unit] == static_cast<std::int32_t>(Status::complete); }
  std::uint64_t count(Status status) const;
  std::uint64_t unit_count() const { return status_.size(); }
  std::uint64_t value_count() const { return rows_.size(); }  ///< number of combinations
  std::uint64_t values_done() const;

  /// The group `theory` with a group for each table.
  Group build() const;

 private:
  struct Place {
    std::size_t unit;  ///< through all tables
    std::size_t table;
    std::size_t first_row;  ///< through all tables
    std::uint32_t rows;
  };

  std::vector<TheoryTable> tables_;
  std::map<PointId, std::vector<Place>> places_;  ///< two tables may ask for the same values
  std::vector<std::int32_t> status_;              ///< by unit
  std::vector<std::string> messages_;             ///< by unit
  std::vector<std::vector<double>> rows_;         ///< by combination
  std::vector<bool> complex_;                     ///< by table
};

/// Hands every complete record of formulas of a stored results file to `visit`.
void visit_theory(const Group& root, const std::function<void(const RunRecord&)>& visit);

}  // namespace polesweep::results
