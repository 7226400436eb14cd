#include "driver/list_results.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "analysis/conclusions/conclusions.hpp"
#include "analysis/estimators/curves.hpp"
#include "core/measures/measure.hpp"
#include "core/results/measure_array.hpp"
#include "core/results/results_builder.hpp"
#include "core/results/variables.hpp"
#include "core/theory/predicted_rates.hpp"
#include "driver/markdown.hpp"

namespace polesweep {
namespace {

using results::Group;
using results::Variable;
using results::VariableRow;
using Rows = std::vector<VariableRow>;

VariableRow row_of(const std::string& group, const Variable& variable, const std::string& when) {
  return {.group = group,
          .name = variable.name,
          .dimensions = fmt::format("{}", fmt::join(variable.dimensions, " ")),
          .type = static_cast<results::VariableType>(variable.values.index()),
          .unit = variable.units,
          .meaning = variable.long_name,
          .when = when,
          .flags = variable.flags,
          .can_be_absent = variable.can_be_absent};
}

/// A measure's rows as an array of it writes them.
void add_measure(const std::string& name, const std::string& group, const std::vector<std::string>& dimensions, const char* when,
                 Rows& rows) {
  results::MeasureArray array(name, 1, 1);
  Group sizes;
  for (const std::string& dimension : dimensions) sizes.dimensions.push_back({dimension, 1});
  array.add_dimension(sizes);
  for (const Variable& variable : std::move(array).variables(dimensions, sizes)) rows.push_back(row_of(group, variable, when));
}

void add_measures(const std::string& group, const std::vector<std::string>& dimensions, Rows& rows) {
  for (const Measure* measure : all_measures()) add_measure(measure->name, group, dimensions, "[measure] names it", rows);
}

/// All variables of results.h5, in the order of the file.
Rows rows_of_results() {
  Rows rows;
  for (VariableRow row : results::variable_rows()) {
    if (row.name == "convergence_rate_reason" || row.name == "update_rate_reason") row.flags = analysis::rate_reasons();
    if (row.name == "theory_rate_reason") row.flags = theory::rate_reasons();
    rows.push_back(row);
    if (row.group.empty() && row.name == "risk") add_measures("", {"point", "seed", "length"}, rows);
    if (row.group == "training" && row.name == "iteration") {
      const std::vector<std::string> dimensions = {"training_point", "seed", "training_length", "iteration"};
      add_measure("risk", "training", dimensions, "", rows);
      add_measures("training", dimensions, rows);
    }
  }
  return rows;
}

/// All variables of analysis.h5, as it is written of a sweep without points.
Rows rows_of_analysis() {
  results::Request request;
  request.attributes = {{"confidence", "0.95"}, {"delta", "0.1"}};
  const Group root = results::ResultsBuilder(std::move(request)).build();
  const Group written = analysis::analysis_group(root, analysis::Runs(root), {}, {});
  Rows rows;
  for (const Group& group : written.groups)
    for (const Variable& variable : group.variables) rows.push_back(row_of(group.name, variable, ""));
  return rows;
}

std::string flags_of(const VariableRow& row) {
  std::vector<std::string> meanings;
  for (const auto& [value, meaning] : row.flags) meanings.push_back(fmt::format("{} {}", value, meaning));
  return fmt::format("{}", fmt::join(meanings, ", "));
}

std::string meaning_of(const VariableRow& row) { return row.flags.empty() ? row.meaning : row.meaning + ": " + flags_of(row); }

std::string path_of(const std::string& group) { return "/" + group; }

void print_variables(const Rows& rows) {
  std::string group = "no group";
  for (const VariableRow& row : rows) {
    if (row.group != group)
      fmt::print("\n### `{}`\n\n| variable | C, Python | Julia, R | type | unit | meaning | present if |\n|---|---|---|---|---|---|---|\n",
                 path_of(row.group));
    group = row.group;
    std::vector<std::string> dimensions = row.dimension_names();
    const std::string row_major = fmt::format("{}", fmt::join(dimensions, ", "));
    std::reverse(dimensions.begin(), dimensions.end());
    fmt::print("| `{}` | ({}) | ({}) | {} | {} | {} | {} |\n", row.name, markdown_cell(row_major),
               markdown_cell(fmt::format("{}", fmt::join(dimensions, ", "))), type_name(row.type), markdown_cell(row.unit),
               markdown_cell(meaning_of(row)), markdown_cell(row.when));
  }
}

nlohmann::ordered_json json_of(const Rows& rows) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const VariableRow& row : rows)
    out.push_back({{"group", path_of(row.group)},
                   {"name", row.name},
                   {"dimensions", row.dimension_names()},
                   {"type", type_name(row.type)},
                   {"unit", row.unit},
                   {"meaning", row.meaning},
                   {"when", row.when},
                   {"flags", row.flags}});
  return out;
}

constexpr const char* introduction = R"(# The results files

Generated by `polesweep list results --markdown` from the tables and functions that write the files.

`results.h5` is a netCDF-4 file (HDF5). C and Python count dimensions from the outermost: `risk[point, seed, length]`. Julia and R
count them from the innermost: `risk[length, seed, point]`. Names in angle brackets stand for what the sweep decides.

- Every variable has the attribute `long_name`, which is the meaning below, and, if it has a unit, `units`. UDUNITS does not know
  `samples`, `updates` or the powers of a target: then `units` is `count` or `1`, and `units_in_words` has the unit below.
- A variable of few values has the attributes `flag_values` and `flag_meanings`: its values and a word for each.
- NaN means: not measured, or no such setting. For whole numbers it is -1, for texts the empty text. A risk of +inf means diverged.
- A variable without values is stored with 32-bit integers, if it holds integers; its attribute `integer_type` says which.
- Texts have variable length. A text variable with the attribute `long_texts` holds keys `#k` in place of long texts: the text is row k of
  `/long_texts/text`.
)";

}  // namespace

void print_results_text() {
  for (const Rows& rows : {rows_of_results(), rows_of_analysis()}) {
    fmt::print("{}\n", rows.front().group.empty() ? "results.h5" : "analysis.h5");
    for (const VariableRow& row : rows)
      fmt::print("  {:<40} {:<20} ({}); {}{}{}\n", (row.group.empty() ? "" : row.group + "/") + row.name, type_name(row.type),
                 fmt::join(row.dimension_names(), ", "), meaning_of(row), row.unit.empty() || row.unit == "1" ? "" : "; in " + row.unit,
                 row.when.empty() ? "" : "; if " + row.when);
  }
}

void print_results_json() {
  const nlohmann::ordered_json out = {{"results", json_of(rows_of_results())}, {"analysis", json_of(rows_of_analysis())}};
  fmt::print("{}\n", out.dump(2));
}

void print_results_markdown() {
  fmt::print("{}\n## results.h5: groups\n\n| group | what it holds | present if |\n|---|---|---|\n", introduction);
  for (const results::GroupRow& group : results::group_rows())
    fmt::print("| `{}` | {} | {} |\n", path_of(group.path), markdown_cell(group.meaning), markdown_cell(group.when));
  fmt::print("\n## results.h5: dimensions\n\n| dimension | one step is |\n|---|---|\n");
  for (const results::DimensionRow& dimension : results::dimension_rows())
    fmt::print("| `{}` | {} |\n", dimension.name, markdown_cell(dimension.meaning));
  std::map<std::string, std::vector<std::string>> own;  // measures of several numbers by what they have several of
  for (const Measure* measure : all_measures())
    for (const std::string& dimension : measure->dimensions()) own[dimension].emplace_back(measure->name);
  for (const auto& [dimension, names] : own) fmt::print("| `{}` | one of the numbers of {} |\n", dimension, fmt::join(names, ", "));
  fmt::print("\n## results.h5: attributes\n\n| group | attribute | meaning | present if |\n|---|---|---|---|\n");
  for (const results::AttributeRow& attribute : results::attribute_rows())
    fmt::print("| `{}` | `{}` | {} | {} |\n", path_of(attribute.group), attribute.name, markdown_cell(attribute.meaning),
               markdown_cell(attribute.when));
  fmt::print(
      "\n## results.h5: variables\n\n{}\n",
      "Settings are the variables `<part>_<field>`, where a part is `task`, `poles` (the network's fields as well),\n"
      "`learner_recurrent`, `learner_readout`, `learner_optimizer` or `learner_regime`: `poles_radius`, `learner_readout_step_size`.\n"
      "`polesweep list` has the fields, with their meanings and units. The type is float64 if a value is a real number, int64 if all are\n"
      "whole numbers or true (1) and false (0), else text.\n\n"
      "A quantity is the risk, `nmse` (the risk as a fraction of the trivial predictor's) or a metric with one number for each length.");
  print_variables(rows_of_results());
  fmt::print("\n## analysis.h5: variables\n\nThe report's `analysis.h5` follows the same conventions.\n");
  print_variables(rows_of_analysis());
}

}  // namespace polesweep
