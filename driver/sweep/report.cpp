#include "driver/sweep/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

#include "driver/sweep/problems.hpp"
#include "driver/sweep/theory_units.hpp"

namespace polesweep::sweep {
namespace {

constexpr std::size_t shown_points = 2;
/// What a record holds besides its numbers: key, status, frame, names of metrics.
constexpr double record_overhead_bytes = 200;

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

/// Working memory of the largest unit: all of its points, and one full block of seeds.
double largest_unit_bytes(const PointList& list, const UnitList& units, Costs& costs) {
  double largest = 0;
  for (const Unit& unit : units.units) {
    double bytes = 0;
    for (const std::uint32_t point : units.points(unit)) bytes += costs.of(list.points[point].ref).bytes;
    largest = std::max(largest, bytes * std::min(unit.seeds, seed_group));
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

double wall_seconds(const UnitList& units, int ranks, double operations_per_second) {
  std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
  for (int i = 0; i < ranks; ++i) free_at.push(0);
  double end = 0;
  for (const Unit& unit : units.units) {
    const double done = free_at.top() + unit.operations / operations_per_second;
    free_at.pop();
    free_at.push(done);
    end = std::max(end, done);
  }
  return end;
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
  report.runs = report.points * report.seeds;
  report.units = units.units.size();
  report.theory_values = grid.theories().size();
  report.theory_units = cut_theory(grid).size();
  report.lengths = sweep.lengths;
  report.savings = units.savings;
  report.longest_unit_operations = units.units.empty() ? 0 : units.units.front().operations;
  report.ranks = request.ranks;
  if (const auto rate = request.operations_per_second)
    report.prediction = {units.savings.data / *rate / 3600, wall_seconds(units, request.ranks, *rate),
                         report.longest_unit_operations / *rate};
  report.memory_bytes = largest_unit_bytes(list, units, costs);
  report.plan_bytes = static_cast<double>(list.points.size() * (sizeof(PlannedPoint) + sizeof(std::uint32_t)) +
                                          units.units.size() * sizeof(Unit) + report.runs / 8);
  double record_bytes = 0;
  for (const PlannedPoint& point : list.points)
    record_bytes += static_cast<double>(report.seeds) *
                    (record_overhead_bytes + 8 * costs.of(point.ref).values * static_cast<double>(sweep.lengths.size()));
  record_bytes += 8.0 * static_cast<double>(report.theory_values);
  report.result_bytes = record_bytes;
  // Logs stay until the results have been built and read back.
  report.free_bytes = 2 * record_bytes;
  report.statistics = sweep.statistics;
  report.seeds_needed = seeds_needed(sweep.statistics);
  const std::size_t shown = std::min(shown_points, list.points.size());
  for (std::size_t i = 0; i < shown; ++i) report.first_points.push_back(point_line(grid, list.points[i]));
  for (std::size_t i = std::max(shown, list.points.size() - shown); i < list.points.size(); ++i)
    report.last_points.push_back(point_line(grid, list.points[i]));
  report.notes = request.notes;
  return report;
}

}  // namespace polesweep::sweep
