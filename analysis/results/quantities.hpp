#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analysis/claims/question.hpp"
#include "analysis/estimators/curves.hpp"
#include "analysis/results/runs.hpp"

namespace polesweep::analysis {

/// One recorded or derived variable of the runs, by name. Refers to the data set, which must outlive it.
class Quantity {
 public:
  /// `root` holds /statistics. Throws Error if the data set lacks what the subject asks for.
  Quantity(const results::Group& root, const Runs& runs, const Subject& subject);

  /// Returns the value at the subject's length, threshold or iteration; NaN if not measured. There is no quotient of two of which the
  /// second is 0 or infinite.
  double of(std::size_t point, std::size_t seed) const { return value_(point, seed, position_); }
  /// Returns the value at a position of `axis()`.
  double along(std::size_t point, std::size_t seed, std::size_t position) const { return value_(point, seed, position); }
  /// Says why there is no number at a position: what became of the run, or what a rate could not be fitted to.
  std::string why_missing(std::size_t point, std::size_t seed, std::size_t position) const;
  /// Whether it is recorded and not derived: a point none of whose runs has it is one without it.
  bool is_recorded() const { return !derived_; }
  /// Whether the point is measured where the quantity is derived from.
  bool can_have(std::size_t point) const { return !has_curve_ || has_curve_(point); }
  /// Whether the run has at a position what the quantity is read or derived from, whatever number that leaves.
  bool has_record(std::size_t point, std::size_t seed, std::size_t position) const {
    return derived_ ? can_have(point) : has_record_(point, seed, position);
  }
  /// Lengths or iterations; a single 0 of what has one value for each run.
  const std::vector<double>& axis() const { return axis_; }
  /// Position of the subject's own place on that axis.
  std::size_t position() const { return position_; }

 private:
  using ValueAt = std::function<double(std::size_t, std::size_t, std::size_t)>;

  ValueAt values_of(const results::Group& root, const Subject& subject, const std::string& term) const;
  void read_measured(const Runs& runs, const Subject& subject);
  void read_derived(const results::Group& root, const Runs& runs, const Subject& subject);
  void read_of_curve(const results::Group& statistics, const MeasuredAxis& axis, const std::string& name);

  const Runs* runs_;
  ValueAt value_;
  ValueAt uncombined_;                                                     ///< before minus and divided_by
  std::function<bool(std::size_t, std::size_t, std::size_t)> has_record_;  ///< of what is not derived
  const DerivedQuantity* derived_ = nullptr;
  std::function<std::string(std::size_t, std::size_t)> own_reason_;  ///< of what is made of a curve
  std::function<bool(std::size_t)> has_curve_;                       ///< likewise
  std::vector<double> axis_;
  std::size_t position_ = 0;
};

/// Returns the position of a subject's threshold: `at`, or the smallest if that is 0. Throws Error if there is no such threshold.
std::size_t threshold_position(const Runs& runs, double at);

}  // namespace polesweep::analysis
