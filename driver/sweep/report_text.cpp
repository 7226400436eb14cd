#include <fmt/format.h>

#include <array>
#include <iterator>

#include "core/counted.hpp"
#include "driver/sweep/report.hpp"

namespace polesweep::sweep {
namespace {

std::string lengths_text(const std::vector<std::int64_t>& lengths) {
  if (lengths.empty()) return "no lengths";
  if (lengths.size() == 1) return fmt::format("1 length, {}", lengths.front());
  return fmt::format("{} lengths from {} to {}", lengths.size(), lengths.front(), lengths.back());
}

}  // namespace

std::string bytes_text(double bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  std::size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{:.3g} {}", bytes, units[unit]);
}

std::string time_text(double seconds) {
  if (seconds < 120) return fmt::format("{:.3g} s", seconds);
  if (seconds < 7200) return fmt::format("{:.3g} min", seconds / 60);
  return fmt::format("{:.3g} h", seconds / 3600);
}

std::string report_text(const PlanReport& report) {
  std::string text;
  const auto line = [&text](std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(text), "{:<14} {}\n", name, value);
  };
  line("sweep", report.name);
  for (const TableCount& table : report.tables)
    line(fmt::format("  [[{}]]", table_name(table.kind)),
         fmt::format("{}  {}  ({})", counted(table.points, table.kind == TableKind::theory ? "value" : "point"), table.title, table.place));
  if (report.theory_values > 0)
    line("formulas", fmt::format("{} in {}", counted(report.theory_values, "value"), counted(report.theory_units, "unit")));
  if (report.runs == 0) {
    line("results", fmt::format("{}, {} free while they are written", bytes_text(report.result_bytes), bytes_text(report.free_bytes)));
    return text;
  }
  line("combinations", std::to_string(report.combinations));
  for (const ExclusionCount& exclusion : report.exclusions)
    line("  [[exclude]]", fmt::format("{} dropped  ({})", counted(exclusion.points, "point"), exclusion.place));
  line("  duplicates", fmt::format("{} dropped", report.duplicates));
  line("points", std::to_string(report.points));
  line("runs", fmt::format("{}{} ({} each, {})", report.looks.empty() ? "" : "at most ", report.runs, counted(report.seeds, "seed"),
                           lengths_text(report.lengths)));
  line("units", fmt::format("{}, the longest of {:.3g} operations", report.units, report.longest_unit_operations));
  const double separate = report.savings.separate;
  const auto saving = [&](std::string_view name, double before, double after, std::string_view how) {
    if (before >= 1.005 * after) line(name, fmt::format("{:.3g}x by {}", before / after, how));
  };
  const bool shares = separate >= 1.005 * report.savings.fused;
  line("operations", fmt::format("{:.3g}", report.savings.fused) + (shares ? fmt::format(" instead of {:.3g}", separate) : ""));
  saving("  lengths", separate, report.savings.lengths, "reading all lengths off one run");
  saving("  states", report.savings.lengths, report.savings.fused, "one pass through data and states for all readouts on the same poles");
  if (const RaceCosts& races = report.races; races.races > 0)
    line("  races", fmt::format("about {:.3g}, at most {:.3g} instead of {:.3g} for {} in {}", races.about, races.most, races.without,
                                counted(races.settings, "setting"), counted(races.races, "race")));
  if (!report.looks.empty())
    line("  seeds", fmt::format("from {} to {} in {} looks, {:.3g} to {:.3g} operations", report.looks.front(), report.looks.back(),
                                report.looks.size(), least_part(report) * report.savings.fused, report.savings.fused));
  if (const auto& time = report.prediction) {
    const bool looks = !report.looks.empty();
    line("core-hours",
         (looks ? fmt::format("{:.3g} to ", least_part(report) * time->core_hours) : "") + fmt::format("{:.3g}", time->core_hours));
    line("wall time", fmt::format("{}{} on {}, the longest unit {}", looks ? "at most " : "", time_text(time->wall_seconds),
                                  counted(static_cast<std::size_t>(report.ranks), "rank"), time_text(time->longest_unit_seconds)));
  }
  line("memory", fmt::format("{} per rank, {} more on rank 0", bytes_text(report.memory_bytes), bytes_text(report.plan_bytes)));
  line("results", fmt::format("{}, {} free while they are written", bytes_text(report.result_bytes), bytes_text(report.free_bytes)));
  line("seeds needed",
       fmt::format("{} for an interval of a median (twice as many where settings are chosen on half of them), {} for an upper bound of the "
                   "{:g} quantile at {:g} confidence{}; there are {}{}",
                   report.seeds_of_median, report.seeds_needed, 1 - report.statistics.delta, report.confidence_at_look,
                   report.looks.empty() ? "" : " at each look", report.looks.empty() ? "" : fmt::format("{} to ", report.looks.front()),
                   report.seeds));
  for (const std::string& point : report.first_points) line("first point", point);
  for (const std::string& point : report.last_points) line("last point", point);
  for (const std::string& note : report.notes) line("note", note);
  return text;
}

}  // namespace polesweep::sweep
