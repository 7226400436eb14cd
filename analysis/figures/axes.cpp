#include "analysis/figures/axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "analysis/results/contexts.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_values = 3;

}  // namespace

std::vector<const results::Variable*> numeric_axes(const PointFields& fields, const std::vector<std::size_t>& points) {
  std::vector<const results::Variable*> axes;
  for (const PointFields::Column& column : fields.columns()) {
    const results::Variable& variable = *column.variable;
    if (!std::holds_alternative<std::vector<double>>(variable.values) &&
        !std::holds_alternative<std::vector<std::int64_t>>(variable.values))
      continue;
    std::set<double> different;
    for (const std::size_t point : points) {
      const double value = number_at(variable, point);
      if (!std::isnan(value)) different.insert(value);
    }
    if (different.size() >= fewest_values) axes.push_back(&variable);
  }
  return axes;
}

std::string axis_name(const results::Variable& variable) {
  std::string name = variable.name.substr(0, variable.name.find('_')) + " " + shown_name(variable);
  std::replace(name.begin(), name.end(), '_', ' ');
  return variable.units.empty() || variable.units == "1" ? name : fmt::format("{} ({})", name, variable.units);
}

bool is_tuned(const PointFields& fields, const results::Variable* axis) {
  for (std::size_t point = 0; point < fields.points(); ++point) {
    const std::vector<const results::Variable*> tuned = fields.tuned(point);
    if (std::find(tuned.begin(), tuned.end(), axis) != tuned.end()) return true;
  }
  return false;
}

bool is_of_task_or_poles(const PointFields& fields, const results::Variable* axis) {
  return std::any_of(fields.columns().begin(), fields.columns().end(),
                     [&](const PointFields::Column& column) { return column.variable == axis && column.table != TableKind::learner; });
}

std::vector<std::size_t> all_points(const PointFields& fields) {
  std::vector<std::size_t> points(fields.points());
  std::iota(points.begin(), points.end(), std::size_t{0});
  return points;
}

}  // namespace polesweep::analysis
