#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/sweep/race_costs.hpp"
#include "driver/sweep/units.hpp"

namespace polesweep::sweep {

/// What `polesweep plan` says of a sweep besides its points.
struct ReportRequest {
  int ranks = 1;
  std::vector<double> unit_seconds = {};  ///< of one rank, in the order of units; none: no prediction
  std::vector<std::string> notes = {};    ///< of the tasks: overlap of windows, known baselines
  RaceCosts races = {};                   ///< of all races
};

struct TableCount {
  TableKind kind = TableKind::task;
  std::string title;  ///< kinds of its members, or a learner's label
  std::string place;
  std::uint64_t points = 0;
};

struct ExclusionCount {
  std::string place;
  std::uint64_t points = 0;
};

/// Times on a number of ranks when units are handed out longest first.
struct Prediction {
  double core_hours = 0;
  double wall_seconds = 0;
  double efficiency = 1;  ///< share of the ranks' time in which units are computed
  double longest_unit_seconds = 0;
};

struct PlanReport {
  std::string name;
  std::vector<TableCount> tables;
  std::vector<ExclusionCount> exclusions;
  std::uint64_t combinations = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t points = 0;
  std::uint64_t seeds = 0;         ///< at most, where there are looks
  std::vector<std::size_t> looks;  ///< numbers of seeds at which the sweep may end; none if their number is given
  double confidence_at_look = 0;   ///< of each interval there
  std::uint64_t runs = 0;
  std::uint64_t units = 0;
  std::uint64_t theory_values = 0;  ///< of formulas
  std::uint64_t theory_units = 0;
  std::vector<std::int64_t> lengths;
  Savings savings;
  RaceCosts races;
  double longest_unit_operations = 0;
  int ranks = 1;
  std::optional<Prediction> prediction;
  double memory_bytes = 0;  ///< of one rank
  double plan_bytes = 0;    ///< on rank 0 besides
  double result_bytes = 0;
  double free_bytes = 0;  ///< on the disk of the results while they are written
  Statistics statistics;
  std::int64_t seeds_needed = 0;
  std::int64_t seeds_of_median = 0;       ///< the fewest for which the interval of a median is closed
  std::vector<std::string> first_points;  ///< id and canonical text on one line
  std::vector<std::string> last_points;
  std::vector<std::string> notes;
};

PlanReport make_report(const Grid& grid, const PointList& list, const UnitList& units, Costs& costs, const ReportRequest& request);

/// Smallest number of runs whose largest value is an upper bound of the (1 - delta) quantile with this confidence, whatever the
/// distribution: the smallest n with (1 - delta)^n <= 1 - confidence (Conover, Practical Nonparametric Statistics, 3.2).
std::int64_t seeds_needed(const Statistics& statistics);

/// The part of the runs that are needed if the sweep ends at its first look; 1 without looks.
double least_part(const PlanReport& report);

/// "30 KiB"; "0.03 s", "4.2 min".
std::string bytes_text(double bytes);
std::string time_text(double seconds);

std::string report_text(const PlanReport& report);
std::string report_json(const PlanReport& report);

}  // namespace polesweep::sweep
