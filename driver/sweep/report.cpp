#include "driver/sweep/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/estimators/looks.hpp"
#include "driver/sweep/problems.hpp"
#include "driver/sweep/schedule.hpp"
#include "driver/sweep/theory_units.hpp"

namespace polesweep::sweep {
namespace {

constexpr std::size_t shown_points = 2;

std::string title_of(const Table& table) {
  if (table.kind == TableKind::learner) return table.label;
  std::string title;
  for (const ChosenMember& chosen : table.members) title += (title.empty() ? "" : ", ") + chosen.info->name;
  return title;
}

void count_tables(const Grid& grid, const PointList& list, PlanReport& report) {
  const Problems places(grid.sweep().source.name, grid.sweep().source.options);
  const auto count = [&](TableKind kind, const Combinations& combinations, std::uint32_t PointRef::*member) {
    std::vector<std::uint64_t> points(grid.sweep().tables(kind).size());
    for (const PlannedPoint& point : list.points) ++points[combinations.table(point.ref.*member)];
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Table& table = grid.sweep().tables(kind)[i];
      report.tables.push_back({kind, title_of(table), places.place(table.where), points[i]});
    }
  };
  count(TableKind::task, grid.tasks(), &PointRef::task);
  count(TableKind::poles, grid.poles(), &PointRef::poles);
  count(TableKind::learner, grid.learners(), &PointRef::learner);
  for (std::size_t i = 0; i < grid.sweep().theories.size(); ++i) {
    const Table& table = grid.sweep().theories[i];
    report.tables.push_back(
        {TableKind::theory, table.label, places.place(table.where), grid.theories().grid(static_cast<std::uint32_t>(i)).size()});
  }
  for (std::size_t i = 0; i < list.excluded.size(); ++i)
    report.exclusions.push_back({places.place(grid.sweep().exclusions[i].where), list.excluded[i]});
}

/// Working memory of the largest unit: its points on the same poles are computed together, one block of seeds at a time, and their records
/// are kept until they are done.
double largest_unit_bytes(const PointList& list, const UnitList& units, Costs& costs) {
  double largest = 0;
  for (const Unit& unit : units.units) {
    double bytes = 0;
    PointRef last;
    for (const std::uint32_t point : units.points(unit)) {
      const PointRef ref = list.points[point].ref;
      if (ref.task != last.task || ref.poles != last.poles) bytes = 0;
      last = ref;
      const RunCost& cost = costs.of(ref);
      bytes += cost.bytes * std::min(unit.seeds, seeds_of_block) + record_bytes(cost) * unit.seeds;
      largest = std::max(largest, bytes);
    }
  }
  return largest;
}

std::string point_line(const Grid& grid, const PlannedPoint& point) {
  std::string text = grid.text(point.ref);
  text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return fmt::format("{} {}", point.id.hex(), text);
}

}  // namespace

std::int64_t seeds_needed(const Statistics& statistics) {
  // An exact power must not need one run more because its logarithms are rounded.
  return static_cast<std::int64_t>(std::ceil(std::log1p(-statistics.confidence) / std::log1p(-statistics.delta) - 1e-9));
}

double least_part(const PlanReport& report) {
  return report.looks.empty() ? 1 : static_cast<double>(report.looks.front()) / static_cast<double>(report.looks.back());
}

PlanReport make_report(const Grid& grid, const PointList& list, const UnitList& units, Costs& costs, const ReportRequest& request) {
  const Sweep& sweep = grid.sweep();
  PlanReport report;
  report.name = sweep.name;
  count_tables(grid, list, report);
  report.combinations = list.combinations;
  report.duplicates = list.duplicates;
  report.points = list.points.size();
  report.seeds = sweep.seeds.size();
  report.looks = looks_of(sweep);
  report.confidence_at_look = analysis::confidence_at_look(sweep.statistics.confidence, std::max<std::size_t>(report.looks.size(), 1));
  report.runs = report.points * report.seeds;
  report.units = units.units.size();
  report.theory_values = grid.theories().size();
  report.theory_units = cut_theory(grid).size();
  report.lengths = sweep.lengths;
  report.savings = units.savings;
  report.longest_unit_operations = units.units.empty() ? 0 : units.units.front().operations;
  report.ranks = request.ranks;
  report.races = request.races;
  if (!request.unit_seconds.empty()) {
    const Schedule schedule = simulate(request.unit_seconds, request.ranks);
    // Races leave out a part of what the units would take.
    const double part = units.savings.fused > 0 ? 1 - (report.races.without - report.races.about) / units.savings.fused : 1;
    report.prediction = {.core_hours = part * std::accumulate(request.unit_seconds.begin(), request.unit_seconds.end(), 0.0) / 3600,
                         .wall_seconds = part * schedule.wall_seconds,
                         .efficiency = schedule.efficiency,
                         .longest_unit_seconds = *std::max_element(request.unit_seconds.begin(), request.unit_seconds.end())};
  }
  report.memory_bytes = largest_unit_bytes(list, units, costs);
  report.plan_bytes = static_cast<double>(list.points.size() * (sizeof(PlannedPoint) + sizeof(std::uint32_t)) +
                                          units.units.size() * sizeof(Unit) + report.runs / 8);
  report.result_bytes = 8.0 * static_cast<double>(report.theory_values);
  for (const PlannedPoint& point : list.points)
    report.result_bytes += static_cast<double>(report.seeds) * record_bytes(costs.of(point.ref));
  // Logs stay until the results have been built and read back.
  report.free_bytes = 2 * report.result_bytes;
  report.statistics = sweep.statistics;
  Statistics at_look = sweep.statistics;
  at_look.confidence = report.confidence_at_look;
  report.seeds_needed = seeds_needed(at_look);
  report.seeds_of_median = static_cast<std::int64_t>(analysis::runs_for_closed_bounds(0.5, at_look.confidence));
  const std::size_t shown = std::min(shown_points, list.points.size());
  for (std::size_t i = 0; i < shown; ++i) report.first_points.push_back(point_line(grid, list.points[i]));
  for (std::size_t i = std::max(shown, list.points.size() - shown); i < list.points.size(); ++i)
    report.last_points.push_back(point_line(grid, list.points[i]));
  report.notes = request.notes;
  return report;
}

}  // namespace polesweep::sweep
