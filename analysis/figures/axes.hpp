#pragma once

#include <string>
#include <vector>

#include "analysis/figures/figures.hpp"
#include "analysis/results/point_fields.hpp"

/// Numbers that a sweep varies, as axes of figures.
namespace polesweep::analysis {

/// The columns of numbers that have at least three values among some points.
std::vector<const results::Variable*> numeric_axes(const PointFields& fields, const std::vector<std::size_t>& points);

/// "poles count", with a unit if there is one.
std::string axis_name(const results::Variable& variable);

/// Whether the sweep asks for the best value of a field: it is no axis then, but chosen.
bool is_tuned(const PointFields& fields, const results::Variable* axis);

/// Whether it is one of those: what a learner chooses is shown by other figures.
bool is_of_task_or_poles(const PointFields& fields, const results::Variable* axis);

/// 0, 1, ...
std::vector<std::size_t> all_points(const PointFields& fields);

}  // namespace polesweep::analysis
