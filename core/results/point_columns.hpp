#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/members/members.hpp"
#include "core/members/point.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::results {

/// Values of one field, of which there may be a million: real numbers take their own room as long as there is nothing else.
class FieldValuesInOrder {
 public:
  void push_back(const Value& value);
  std::size_t size() const { return reals_.size() + values_.size(); }
  /// Whether the last one is this, bit for bit.
  bool ends_with(const Value& value) const;
  Value at(std::size_t i) const { return values_.empty() ? Value(reals_[i]) : values_[i]; }

 private:
  std::vector<double> reals_;
  std::vector<Value> values_;
};

/// The variables of results.h5 on `point`: identity, every field as a column, and what else is said of points.
///
/// A field is a number column if all its values are numbers, else a text column with canonical texts. A point without the field has NaN,
/// -1 or "".
class PointColumns {
 public:
  explicit PointColumns(std::size_t points) : points_(points) {}

  std::size_t points() const { return points_; }
  /// Adds a member, with every field, defaults included, and the positions of the points that have it: it is looked at once for all.
  void add(Family family, const Member& member, std::span<const std::uint32_t> points);
  /// Says a variable by the name of its row, of every point: one value, or one for each length. Throws std::logic_error if it has no row,
  /// or another type or number of values than its row says.
  void say(const std::string& name, Values values);
  /// Says one that is made when it is written, of the type of `kind`.
  void say_later(const std::string& name, const Values& kind, std::function<Values()> make);
  /// In the order of the rows. Throws std::logic_error if a row that is always there has not been said.
  std::vector<Variable> take();
  /// Of the members' fields alone, by name. They are made when they are written.
  std::vector<Variable> take_fields();

 private:
  struct Column {
    std::string long_name;
    std::string unit;
    bool texts = false;
    bool reals = false;
    FieldValuesInOrder values;            ///< as they were added, neighbours that are equal once
    std::vector<std::uint32_t> of_point;  ///< positions in `values`; empty: all have the one value
  };
  static constexpr std::uint32_t no_value = std::numeric_limits<std::uint32_t>::max();

  static Values spread(const Column& column, std::size_t points);
  void put(const std::string& column, const Value& value, const std::string& long_name, const std::string& unit,
           std::span<const std::uint32_t> points);

  std::size_t points_;
  std::map<std::string, Column> columns_;
  std::map<std::string, Variable> said_;  ///< by name of the row
};

}  // namespace polesweep::results
