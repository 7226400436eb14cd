#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/claims/along.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::analysis {

/// Where in a data set the values of runs stand that are measured along lengths (in the root group) or iterations (in /training).
///
/// A variable is [rows][seeds][sets][places], with at most one dimension more. Along lengths every point has a row and one set. Along
/// iterations the points that are measured there have one, and a set for each length that they learn from; of episodes, which learn from
/// none, the first stands for that. Refers to the data set, which must outlive it.
class MeasuredAxis {
 public:
  /// Returns none if nothing is measured along it. Throws Error if what says where has other dimensions or types.
  static std::optional<MeasuredAxis> find(const results::Group& root, Along along);

  Along along() const { return along_; }
  const results::Group& group() const { return *group_; }
  /// Lengths or iterations, ascending.
  std::span<const std::int64_t> places() const { return places_; }
  /// The point of each row.
  const std::vector<std::size_t>& points() const { return points_; }
  std::optional<std::size_t> row(std::size_t point) const { return row_of_[point]; }
  std::size_t sets() const { return sets_; }
  /// The set that counts of a point where nobody names one: that of the last length, of episodes the first.
  std::size_t usual_set(std::size_t point) const { return sets_ == 1 || has_episodes(point) ? 0 : sets_ - 1; }
  /// Along iterations: by set, how many distinct samples are learned from.
  std::span<const std::int64_t> set_lengths() const;
  bool has_episodes(std::size_t point) const;

  /// Position of the first of a curve's places, in what has one value at each.
  std::size_t start(std::size_t row, std::size_t seed, std::size_t set) const {
    return ((row * seeds_ + seed) * sets_ + set) * places_.size();
  }
  /// Of a variable with one value at each place.
  std::vector<std::string> dimensions() const;
  /// Of a variable of /statistics with one value for each row and set.
  std::vector<std::string> set_dimensions() const;

 private:
  MeasuredAxis(const results::Group& root, const results::Group& group, Along along);

  Along along_;
  const results::Group* group_;
  std::span<const std::int64_t> places_;
  std::vector<std::size_t> points_;
  std::vector<std::optional<std::size_t>> row_of_;  // by point
  std::size_t seeds_ = 0;
  std::size_t sets_ = 1;
  bool has_lengths_ = false;              // the sweep
  std::span<const std::string> regimes_;  // by point; empty where the data set does not say them
};

/// The values of a numeric or text variable. Throws Error if it is missing, has other dimensions or another type.
template <class T>
std::span<const T> values(const results::Group& group, std::string_view name, const std::vector<std::string>& dimensions);

}  // namespace polesweep::analysis
