// What is read back from results that others have changed, behind HDF5: variables, shapes, names and texts of a small data set are replaced
// as the input says.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "analysis/report/summary.hpp"
#include "analysis/results/runs.hpp"
#include "analysis/statistics/statistics.hpp"
#include "core/results/described.hpp"
#include "core/results/numerics_group.hpp"
#include "core/results/readable.hpp"
#include "core/results/theory_builder.hpp"
#include "driver/execute/provenance.hpp"
#include "tests/core/results/made_up_training.hpp"
#include "tests/fuzz/choices.hpp"
#include "tests/fuzz/guarded.hpp"

namespace {

using namespace polesweep;
using results::Group;
using results::Variable;

constexpr std::size_t most_values = 20'000;

/// A table of complex values in two stretches, of one parameter.
results::TheoryTable theory_table() {
  results::TheoryTable table{.name = "t", .attributes = {{"label", "a formula"}}, .axes = {}, .units = {{{7, 1}, 2}, {{7, 2}, 1}}};
  table.axes.push_back({"x", 3, {{"x", std::vector<double>{1, 2, 3}, "a parameter", "1"}}});
  return table;
}

Group theory() {
  results::TheoryBuilder builder({theory_table()});
  for (const auto& [id, rows] : theory_table().units) {
    RunRecord record;
    record.key.point = id;
    record.status = Status::complete;
    record.measures = {results::theory_series(std::vector<std::vector<double>>(rows, {1, 2, 3, 4}), true)};
    builder.add(record);
  }
  return builder.build();
}

results::Request request() {
  results::Request request = results::made_up_request({0, 1}, {10, 20, 40}, {1, 4}, results::made_up_metrics);
  request.attributes = {{"title", "made up"},     {"sweep", ""},    {"confidence", "0.9"}, {"delta", "0.25"},
                        {"versions", "core@1\n"}, {"data", "0 a\n"}};
  return request;
}

/// Everything that is read back.
Group whole() {
  results::ResultsBuilder builder(request());
  for (std::size_t point = 0; point < 3; ++point)
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      RunRecord record = results::made_up_run(point, seed);
      record.numerics = seed == 0 ? "f00d" : "f00d+beef";
      builder.add(record);
    }
  Group root = builder.build();
  execute::Provenance session;
  session.session = "s";
  session.started = "20261122T000815Z";
  session.fingerprint = "f00d";
  Group provenance = execute::provenance_group({session});
  if (auto numerics = builder.numerics({})) provenance.groups.push_back(*std::move(numerics));
  root.groups.push_back(std::move(provenance));
  root.groups.push_back(theory());
  return root;
}

void collect(Group& group, std::vector<Group*>& all) {
  all.push_back(&group);
  for (Group& inner : group.groups) collect(inner, all);
}

std::size_t size_of(const Group& group, const Variable& variable) {
  std::size_t size = 1;
  for (const std::string& dimension : variable.dimensions) {
    const auto found = std::ranges::find(group.dimensions, dimension, &results::Dimension::name);
    size *= found == group.dimensions.end() ? 1 : found->size;
    if (size > most_values) throw std::length_error(variable.name);
  }
  return size;
}

void fit(const Group& group, Variable& variable) {
  const std::size_t size = size_of(group, variable);
  std::visit([&](auto& values) { values.resize(size); }, variable.values);
}

void fit(Group& group) {
  for (Variable& variable : group.variables) fit(group, variable);
}

void change_value(Variable& variable, fuzz::Choices& choose) {
  std::visit(
      [&](auto& values) {
        if (values.empty()) return;
        auto& value = values[choose.below(std::min<std::size_t>(values.size(), 256))];
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::string>)
          value = choose.text();
        else if constexpr (std::is_same_v<T, double>)
          value = choose.real();
        else
          value = static_cast<T>(choose.integer());
      },
      variable.values);
}

void change_type(Variable& variable, fuzz::Choices& choose) {
  const results::Values types[] = {std::vector<double>(), std::vector<std::int32_t>(), std::vector<std::int64_t>(),
                                   std::vector<std::uint64_t>(), std::vector<std::string>()};
  variable.values = choose.of(types);
  if (variable.values.index() != 1) {
    variable.flags.clear();
    variable.can_be_absent = false;
  }
}

const char* const keys[] = {"schema", "confidence", "delta", "complete", "versions", "data", "sweep", "title", "looks", "label"};
const char* const names[] = {"point",    "seed",      "length",    "threshold",  "iteration", "training_point", "training_length", "status",
                             "risk",     "training",  "theory",    "statistics", "numerics",  "provenance",     "questions",       "looks",
                             "value_re", "component", "unit_size", "point_id",   "alignment", "state",          "shadow",          "nmse"};

void change(Group& root, fuzz::Choices& choose) {
  std::vector<Group*> all;
  collect(root, all);
  Group& group = *choose.of(all);
  Variable none;
  Variable& variable = group.variables.empty() ? none : group.variables[choose.below(group.variables.size())];
  switch (choose.below(14)) {
    case 0:
    case 1: change_value(variable, choose); break;
    case 2: change_type(variable, choose); break;
    case 3:
      if (!group.dimensions.empty()) choose.of(group.dimensions).size = choose.below(6);
      break;
    case 4: variable.name = choose.of(names); break;
    case 5: std::erase_if(group.variables, [&](const Variable& one) { return &one == &variable; }); break;
    case 6:
      if (!variable.dimensions.empty())
        variable.dimensions.erase(variable.dimensions.begin() + static_cast<std::ptrdiff_t>(choose.below(variable.dimensions.size())));
      break;
    case 7:
      if (!group.dimensions.empty()) variable.dimensions.push_back(choose.of(group.dimensions).name);
      break;
    case 8: std::ranges::reverse(variable.dimensions); break;
    case 9: {
      const std::string key = choose.of(keys);
      std::erase_if(group.attributes, [&](const auto& one) { return one.first == key; });
      if (choose.below(4) > 0) group.attributes.emplace_back(key, choose.text());
      break;
    }
    case 10:
      if (!group.groups.empty()) {
        Group copy = choose.of(group.groups);
        copy.name = choose.of(names);
        group.groups.push_back(std::move(copy));
      }
      break;
    case 11:
      if (!group.groups.empty()) group.groups.erase(group.groups.begin() + static_cast<std::ptrdiff_t>(choose.below(group.groups.size())));
      break;
    case 12: {
      if (group.dimensions.empty()) break;
      std::string& name = choose.of(group.dimensions).name;
      const std::string before = std::exchange(name, choose.of(names));
      for (Variable& one : group.variables) std::ranges::replace(one.dimensions, before, name);
      break;
    }
    default: group.dimensions.push_back({choose.of(names), choose.below(4)});
  }
  fit(group);
}

/// As `StoredSweep` reads it.
void read_back(const Group& root) {
  results::ResultsBuilder builder(request());
  results::stored_numerics(root);
  results::visit_runs(root, [&](const RunRecord& record) { builder.add(record); });
  results::TheoryBuilder theory({theory_table()});
  results::visit_theory(root, [&](const RunRecord& record) { theory.add(record); });
  execute::read_provenance(root);
}

/// As `polesweep-analyze` and `polesweep status` do.
void analyze(Group root) {
  const analysis::Runs runs(root);
  if (!root.find_group("statistics")) root.groups.push_back(analysis::statistics(root));
  analysis::summary_table(root);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Group unchanged = whole();
  fuzz::Choices choose(fuzz::text_of(data, size));
  const bool for_analysis = choose.below(4) == 0;
  Group root = unchanged;
  try {
    for (int changes = 0; choose.any() && changes < 8; ++changes) change(root, choose);
    results::require_consistent(root);  // no other is read from a file
  } catch (const std::length_error&) {
    return 0;
  } catch (const std::invalid_argument&) {
    return 0;
  }
  fuzz::guarded([&] {
    results::to_current_schema(root);
    results::require_described(root);
    for_analysis ? analyze(root) : read_back(root);
  });
  return 0;
}
