#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/members/members.hpp"
#include "core/members/point.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::results {

/// What results.h5 says of a point besides its runs: its fields, and the values of variables on `point` by the names of their rows.
struct PointDescription {
  Point point;  ///< with every field, defaults included
  std::vector<std::pair<std::string, Values>> values = {};

  template <class T>
  void add(std::string name, T value) {
    values.emplace_back(std::move(name), std::vector<T>{std::move(value)});
  }
  /// One value for each length.
  void add(std::string name, std::vector<double> by_length) { values.emplace_back(std::move(name), std::move(by_length)); }
};

/// The variables of results.h5 on `point`: identity, every field as a column, and what else is said of points.
///
/// A field is a number column if all its values are numbers, else a text column with canonical texts. A point without the field has NaN,
/// -1 or "".
class PointColumns {
 public:
  /// Throws std::logic_error for a value that has no row or another type than its row says.
  void add(const PointId& id, std::uint64_t evaluation_hash, const PointDescription& description);
  /// In the order of the rows. Throws std::logic_error if a row that is always there has not been said of every point.
  std::vector<Variable> take();

 private:
  void append(const std::string& name, const Values& value);
  std::vector<Variable> take_fields();
  void add_member(Family family, const Member& member);
  void put(const std::string& column, const Value& value, const std::string& long_name, const std::string& unit);

  struct Column {
    std::string long_name;
    std::string unit;
    bool texts = false;
    bool reals = false;
    std::map<std::size_t, Value> values;
  };

  std::size_t points_ = 0;
  std::map<std::string, Column> columns_;
  std::map<std::string, std::pair<std::size_t, Values>> said_;  ///< by name of the row: number of points, their values
};

}  // namespace polesweep::results
