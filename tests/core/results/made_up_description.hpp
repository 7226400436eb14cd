#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/results/point_columns.hpp"

namespace polesweep::results {

/// All that results.h5 says of a point: a task of exact risk without a baseline or an end of data.
inline PointDescription made_up_description(Point point, std::string label, std::vector<double> operations) {
  PointDescription description{.point = std::move(point)};
  description.add("learner_label", std::move(label));
  description.add("tuned_fields", std::string());
  description.add("evaluation_kind", std::string("exact"));
  description.add("evaluation_samples", std::int64_t{0});
  description.add("parameters", std::int64_t{8});
  description.add("operations", std::move(operations));
  description.add("task_recorded", std::int32_t{0});
  description.add("windows_overlap", std::int32_t{0});
  description.add("windows_apart", std::int64_t{1});
  description.add("distinct_runs", std::int64_t{-1});
  description.add("baseline_taps", std::int64_t{-1});
  description.add("baseline_risk", std::nan(""));
  description.add("baseline_symbol_error_rate", std::nan(""));
  return description;
}

}  // namespace polesweep::results
