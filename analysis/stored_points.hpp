#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/members.hpp"
#include "core/point.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::analysis {

/// The points of a results data set as they were run: kinds with all fields, read from its columns. Refers to the data set, which must
/// outlive it.
class StoredPoints {
 public:
  explicit StoredPoints(const results::Group& root);

  /// None where this program has no such member, or the data set no value for a field that must be given.
  std::optional<Point> at(std::size_t point) const;

 private:
  using Columns = std::map<std::string, const results::Variable*, std::less<>>;

  std::string text(const std::string& column, std::size_t point) const;
  std::optional<Member> member(Family family, const std::string& kind_column, const std::string& prefix, std::size_t point) const;

  Columns columns_;
};

}  // namespace polesweep::analysis
