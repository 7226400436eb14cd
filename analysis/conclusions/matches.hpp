#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/claims/claim.hpp"
#include "analysis/conclusions/answers.hpp"
#include "analysis/results/contexts.hpp"
#include "analysis/results/quantities.hpp"

namespace polesweep::analysis {

/// The seeds that the points of a context are judged on, and whether anything can be concluded from them.
struct Jury {
  Halves halves;
  std::string objection;    ///< why an interval over these runs decides nothing; "" if it may
  bool given_data = false;  ///< the runs differ by their initial weights alone (`Runs::given_data`)
};

/// Splits the seeds of groups of points that are judged together: if one of them has a choice of settings, one half of the seeds chooses
/// and the other judges (`split_seeds`); else all distinct seeds judge.
Jury jury_of(const Runs& runs, const std::vector<const ByAxis*>& groups);
/// All groups of a context.
Jury jury_of(const Runs& runs, const Context& context);
/// Of groups, one at least, that are judged together, each as it would be by itself.
Jury common_jury(const Runs& runs, const std::vector<const ByAxis*>& groups);

/// Reads one quantity of the points of contexts. If there is a choice of settings, the one with the lowest median risk on the choosing
/// seeds is taken, at the place where the quantity is read.
class Matches {
 public:
  /// `root` holds /statistics; everything must outlive this.
  Matches(const results::Group& root, const Runs& runs, const Subject& subject);

  std::size_t chosen(const Settings& settings, const Jury& jury) const;
  const Quantity& quantity() const { return quantity_; }
  /// Whether all runs of the points are complete and none has a record of the quantity where it is asked for.
  bool are_without_record(const ByAxis& by_axis, const Axis* axis) const;
  /// The quantity on the judging seeds; without an axis at its own place, else at the values of the axis within its limits.
  Curve curve(const ByAxis& by_axis, const Jury& jury, const Axis* axis) const;

 private:
  std::size_t chosen(const Settings& settings, const Jury& jury, std::size_t position) const;

  const Runs& runs_;
  Quantity quantity_;
  std::optional<Quantity> risk_;  ///< chooses settings; none if the data set has no risk at that place
};

/// nmse of a point along the lengths on some seeds.
RunsAlong nmse_along(const Runs& runs, std::size_t point, const std::vector<std::size_t>& seeds);

}  // namespace polesweep::analysis
