#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/claims/question.hpp"
#include "analysis/results/point_fields.hpp"

namespace polesweep::analysis {

/// Interchangeable points: settings of one learner, of which the best is chosen (tuned fields; compared by label, all of its fields).
using Settings = std::vector<std::size_t>;
using ByAxis = std::map<double, Settings>;  ///< by value of the axis, 0 for none

/// Points that agree in everything but the field compared, the axis and what is to be chosen.
struct Context {
  std::string description;                 ///< what sets it apart from the other contexts; "" if there is one
  std::map<std::string, ByAxis> by_value;  ///< by value of the field compared, "" for none
  std::string zipped = {};                 ///< fields that change with the axis or the field compared: "longest, radius"; "" if none do
};

/// Points that meet all conditions, ascending; a learner with tuned fields is known by its label, and with what follows it in brackets
/// (`learner_labels`). Throws Error if a condition names no field of the results.
std::vector<std::size_t> select(const PointFields& fields, const std::vector<PointCondition>& conditions);
/// Those of some points, in their order.
std::vector<std::size_t> select(const PointFields& fields, const std::vector<PointCondition>& conditions,
                                const std::vector<std::size_t>& among);

/// The contexts of some points, in the order of their descriptions. `between` is "label", the path of a field or "" (each point, with what
/// is tuned left out, is a context then); `axis` is the path of a number field or "". A kind and the fields of its member go together: two
/// rules differ in their fields as well. `joins_zipped`: nor do fields split contexts that are given together with the axis or the field
/// compared, as those of a `zip` are. `differing` are paths of further fields that split none. Throws Error if a path names no field, or
/// the axis is no number.
std::vector<Context> contexts_of(const PointFields& fields, const std::vector<std::size_t>& points, const std::string& between,
                                 const std::string& axis, bool joins_zipped = false, const std::vector<std::string>& differing = {});

/// The number of a field at a point; NaN if the point does not have it. Throws Error if it is a text.
double number_at(const results::Variable& variable, std::size_t point);

}  // namespace polesweep::analysis
