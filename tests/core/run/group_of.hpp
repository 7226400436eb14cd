#pragma once

#include <utility>
#include <vector>

#include "core/run/run.hpp"

namespace polesweep {

/// All runs of some points, with the ids 0, 1, ..., and of the seeds 0, 1, ...
inline RunGroup group_of(std::vector<Point> points, std::size_t seeds, Measurement measurement) {
  RunGroup group;
  group.points = std::move(points);
  for (std::uint64_t i = 0; i < group.points.size(); ++i) group.ids.push_back({0, i});
  for (std::uint64_t seed = 0; seed < seeds; ++seed) group.seeds.push_back(seed);
  group.wanted.assign(group.points.size() * seeds, true);
  group.measurement = std::move(measurement);
  return group;
}

}  // namespace polesweep
