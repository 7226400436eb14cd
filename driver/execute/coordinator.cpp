#include "driver/execute/coordinator.hpp"

namespace polesweep::execute {

Coordinator::Coordinator(const sweep::PointList& points, const sweep::UnitList& units, const results::ResultsBuilder& stored,
                         std::uint64_t most_failures)
    : points_(points), units_(units), stored_(stored), most_failures_(most_failures) {
  standing_.runs = stored.run_count();
  standing_.complete = stored.count(Status::complete);
  standing_.diverged = stored.count(Status::diverged);
  for (std::uint32_t unit = 0; unit < units.units.size(); ++unit)
    if (assign(unit)) standing_.operations_total += units.units[unit].operations;
}

std::optional<Assignment> Coordinator::assign(std::uint32_t number) const {
  const sweep::Unit& unit = units_.units[number];
  Assignment assignment{.unit = number, .points = {}, .first_seed = unit.first_seed, .seeds = unit.seeds, .wanted = {}};
  bool any = false;
  for (const std::uint32_t point : units_.points(unit)) {
    assignment.points.push_back(points_.points[point].ref);
    for (std::uint32_t seed = 0; seed < unit.seeds; ++seed) {
      assignment.wanted.push_back(!stored_.is_done(point, unit.first_seed + seed));
      any = any || assignment.wanted.back();
    }
  }
  if (!any) return std::nullopt;
  return assignment;
}

std::optional<Assignment> Coordinator::next(const Report& report) {
  if (report.has_unit) {
    --standing_.units_running;
    standing_.complete += report.complete;
    standing_.diverged += report.diverged;
    standing_.failed += report.failed;
    standing_.operations_done += units_.units[report.unit].operations;
    if (!report.fault.empty() && fault_.empty()) fault_ = report.fault;
  }
  if (!fault_.empty() || too_many_failures()) return std::nullopt;
  while (position_ < units_.units.size())
    if (std::optional<Assignment> assignment = assign(static_cast<std::uint32_t>(position_++))) {
      ++standing_.units_running;
      return assignment;
    }
  return std::nullopt;
}

}  // namespace polesweep::execute
