#pragma once

#include <string>
#include <vector>

#include "driver/sweep/points.hpp"

namespace polesweep::sweep {

/// An `[[exclude]]` table applied to a grid, whose sweep need not hold it. The grid must outlive it.
class AppliedExclusion {
 public:
  AppliedExclusion(const Grid& grid, const Exclusion& exclusion);

  bool drops(PointRef ref) const;
  bool drops_any() const;

 private:
  const Grid& grid_;
  std::vector<TableGrid::Match> tasks_;
  std::vector<TableGrid::Match> poles_;
  std::vector<TableGrid::Match> learners_;
};

/// A warning for each `[[exclude]]` table that drops no point, with its place and the reason.
std::vector<std::string> idle_exclusions(const Grid& grid, const PointList& list);

}  // namespace polesweep::sweep
