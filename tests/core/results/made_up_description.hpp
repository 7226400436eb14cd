#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/members/parts.hpp"
#include "core/results/point_columns.hpp"

namespace polesweep::results {

/// Adds the members of points, each by itself.
inline void add_members(PointColumns& columns, const std::vector<Point>& points) {
  for (std::uint32_t i = 0; i < points.size(); ++i)
    for (const PointPart& part : point_parts())
      if (has(points[i], part)) columns.add(part.family, points[i].*part.member, {&i, 1});
}

/// All that results.h5 says of points: tasks of exact risk without a baseline or an end of data. `operations`: for each length.
inline void describe_made_up(PointColumns& columns, const std::vector<Point>& points, std::vector<std::string> labels,
                             std::vector<double> operations) {
  const std::size_t size = points.size();
  add_members(columns, points);
  columns.say("learner_label", std::move(labels));
  columns.say("tuned_fields", std::vector<std::string>(size));
  columns.say("evaluation_kind", std::vector<std::string>(size, "exact"));
  columns.say("evaluation_samples", std::vector<std::int64_t>(size, 0));
  columns.say("parameters", std::vector<std::int64_t>(size, 8));
  columns.say("operations", std::move(operations));
  columns.say("task_recorded", std::vector<std::int32_t>(size, 0));
  columns.say("windows_overlap", std::vector<std::int32_t>(size, 0));
  columns.say("windows_apart", std::vector<std::int64_t>(size, 1));
  columns.say("distinct_runs", std::vector<std::int64_t>(size, -1));
  columns.say("baseline_taps", std::vector<std::int64_t>(size, -1));
  columns.say("baseline_risk", std::vector<double>(size, std::nan("")));
  columns.say("baseline_symbol_error_rate", std::vector<double>(size, std::nan("")));
}

}  // namespace polesweep::results
