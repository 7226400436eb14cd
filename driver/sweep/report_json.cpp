#include <nlohmann/json.hpp>

#include "driver/sweep/report.hpp"

namespace polesweep::sweep {

std::string report_json(const PlanReport& report) {
  using Json = nlohmann::ordered_json;
  Json json;
  json["name"] = report.name;
  json["tables"] = Json::array();
  for (const TableCount& table : report.tables)
    json["tables"].push_back({{"kind", table_name(table.kind)}, {"title", table.title}, {"place", table.place}, {"points", table.points}});
  json["exclusions"] = Json::array();
  for (const ExclusionCount& exclusion : report.exclusions)
    json["exclusions"].push_back({{"place", exclusion.place}, {"points", exclusion.points}});
  json["combinations"] = report.combinations;
  json["duplicates"] = report.duplicates;
  json["points"] = report.points;
  json["seeds"] = report.seeds;
  json["runs"] = report.runs;
  json["units"] = report.units;
  json["theory_values"] = report.theory_values;
  json["theory_units"] = report.theory_units;
  json["lengths"] = report.lengths;
  json["operations"] = {{"separate", report.savings.separate},
                        {"lengths_fused", report.savings.lengths},
                        {"states_fused", report.savings.fused},
                        {"longest_unit", report.longest_unit_operations}};
  if (const RaceCosts& races = report.races; races.races > 0)
    json["races"] = {{"races", races.races},
                     {"settings", races.settings},
                     {"operations_without", races.without},
                     {"operations_about", races.about},
                     {"operations_most", races.most}};
  if (!report.looks.empty())
    json["looks"] = {{"seeds", report.looks},
                     {"confidence", report.confidence_at_look},
                     {"operations_least", least_part(report) * report.savings.fused},
                     {"operations_most", report.savings.fused}};
  json["ranks"] = report.ranks;
  if (const auto& time = report.prediction) {
    json["core_hours"] = time->core_hours;
    json["wall_seconds"] = time->wall_seconds;
    json["efficiency"] = time->efficiency;
    json["longest_unit_seconds"] = time->longest_unit_seconds;
  }
  json["memory_bytes"] = report.memory_bytes;
  json["plan_bytes"] = report.plan_bytes;
  json["result_bytes"] = report.result_bytes;
  json["free_bytes"] = report.free_bytes;
  json["confidence"] = report.statistics.confidence;
  json["delta"] = report.statistics.delta;
  json["seeds_needed"] = report.seeds_needed;
  json["seeds_of_median"] = report.seeds_of_median;
  json["first_points"] = report.first_points;
  json["last_points"] = report.last_points;
  json["notes"] = report.notes;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";  // places hold the name of the file
}

}  // namespace polesweep::sweep
