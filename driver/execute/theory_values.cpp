#include "driver/execute/theory_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>

#include "core/error.hpp"
#include "core/theory/formulas.hpp"

namespace polesweep::execute {
namespace {

/// Real and imaginary parts alternate.
std::vector<double> row_of(const Value& value, bool& complex) {
  if (const auto* number = std::get_if<double>(&value)) return {*number};
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) return *numbers;
  complex = true;
  std::vector<double> row;
  for (const Complex z : std::get<std::vector<Complex>>(value)) row.insert(row.end(), {z.real(), z.imag()});
  return row;
}

/// The values of a parameter along its axis: numbers as numbers, anything else as its canonical text.
results::Values column_values(const sweep::FieldAxis& field) {
  const auto of_type = [&](auto sample) {
    std::vector<decltype(sample)> values;
    for (const Value& value : field.values) values.push_back(std::get<decltype(sample)>(value));
    return values;
  };
  switch (field.spec->type) {
    case FieldType::real: return of_type(double{});
    case FieldType::integer: return of_type(std::int64_t{});
    default: break;
  }
  std::vector<std::string> texts;
  for (const Value& value : field.values) texts.push_back(canonical(value));
  return texts;
}

bool is_number(const sweep::FieldAxis& field) { return field.spec->type == FieldType::real || field.spec->type == FieldType::integer; }

results::TheoryAxis axis_of(const sweep::Table& table, const std::vector<std::size_t>& fields) {
  results::TheoryAxis axis{.dimension = "", .size = table.length(fields), .columns = {}};
  for (const std::size_t i : fields) {
    const sweep::FieldAxis& field = table.fields[i];
    axis.dimension += (axis.dimension.empty() ? "" : "_") + field.spec->name;
    axis.columns.push_back({field.spec->name, column_values(field), field.spec->help, is_number(field) ? field.spec->unit : ""});
  }
  return axis;
}

results::TheoryTable describe(const sweep::Table& table) {
  const MemberInfo& formula = table.member(Family::formula);
  results::TheoryTable described{.name = formula.name,
                                 .attributes = {{"label", table.label},
                                                {"formula", formula.name},
                                                {"version", std::to_string(formula.version)},
                                                {"summary", formula.summary},
                                                {"expression", formula.formula},
                                                {"source", formula.source},
                                                {"beside", table.beside}},
                                 .axes = {},
                                 .units = {}};
  for (const auto& axis : table.axes) {
    // Lists are written one level deeper, so that one list looks like an axis: what has one value is no dimension.
    if (table.length(axis) > 1)
      described.axes.push_back(axis_of(table, axis));
    else
      for (const std::size_t field : axis)
        described.attributes.emplace_back("parameter_" + table.fields[field].spec->name, canonical(table.fields[field].values.front()));
  }
  return described;
}

}  // namespace

RunRecord evaluate(const sweep::Grid& grid, const sweep::TheoryUnit& unit) {
  const auto start = std::chrono::steady_clock::now();
  RunRecord record;
  record.key.point = sweep::id_of(grid, unit);
  record.status = Status::complete;
  const sweep::TableGrid& combinations = grid.theories().grid(unit.table);
  const theory::Formula& formula = *theory::find_formula(combinations.table().member(Family::formula).name);
  std::vector<std::vector<double>> rows(unit.count);
  bool complex = false;
  for (std::uint32_t i = 0; i < unit.count; ++i) try {
      rows[i] = row_of(theory::evaluate_checked(formula, combinations.member(Family::formula, unit.first + i).fields), complex);
    } catch (const Error& error) {
      if (record.message.empty()) record.message = error.what();
    } catch (const std::exception& error) {
      record.status = Status::failed;
      record.message = error.what();
      return record;
    }
  record.measures.push_back(results::theory_series(rows, complex));
  record.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return record;
}

std::vector<results::TheoryTable> theory_tables(const sweep::Grid& grid, const std::vector<sweep::TheoryUnit>& units) {
  std::vector<results::TheoryTable> tables;
  for (const sweep::Table& table : grid.sweep().theories) {
    tables.push_back(describe(table));
    // A formula that several tables ask for has a group for each.
    const auto same = std::count_if(tables.begin(), tables.end(),
                                    [&](const auto& other) { return other.attributes[1].second == tables.back().attributes[1].second; });
    if (same > 1) tables.back().name += fmt::format("_{}", same);
  }
  for (const sweep::TheoryUnit& unit : units) tables[unit.table].units.emplace_back(sweep::id_of(grid, unit), unit.count);
  return tables;
}

}  // namespace polesweep::execute
