#include "core/results/point_columns.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <type_traits>

#include "core/members/parts.hpp"
#include "core/numbers.hpp"
#include "core/results/variables.hpp"

namespace polesweep::results {
namespace {

constexpr const char* field_row = "<part>_<field>";

/// Without points they are there as well, with no values.
bool is_said_of_points(const VariableRow& row) {
  return row.group.empty() && row.when.empty() && row.name != "point" && (row.dimensions == "point" || row.dimensions == "point length");
}

}  // namespace

void PointColumns::put(const std::string& column, const Value& value, const std::string& long_name, const std::string& unit) {
  Column& entry = columns_[column];
  entry.long_name = long_name;
  entry.unit = unit;
  entry.reals = entry.reals || std::holds_alternative<double>(value);
  entry.texts = entry.texts || !(std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value) ||
                                 std::holds_alternative<bool>(value));
  entry.values.emplace(points_, value);
}

void PointColumns::add_member(Family family, const Member& member) {
  const VariableRow& kind = variable_row("", column_of(kind_path(family)));
  put(kind.name, member.kind, kind.meaning, kind.unit);
  const MemberInfo* info = find_member(family, member.kind);
  for (const auto& [name, value] : member.fields)
    for (const FieldSpec& spec : info->fields)
      if (spec.name == name) put(column_of(field_path(family, name)), value, spec.help, spec.unit);
}

void PointColumns::add(const PointId& id, std::uint64_t evaluation_hash, const PointDescription& description) {
  const Point& point = description.point;
  for (const PointPart& part : point_parts())
    if (has(point, part)) add_member(part.family, point.*part.member);
  append("point_id", std::vector{id.hex()});
  append("evaluation_hash", std::vector{fmt::format("{:016x}", evaluation_hash)});
  for (const auto& [name, value] : description.values) append(name, value);
  ++points_;
}

void PointColumns::append(const std::string& name, const Values& value) {
  const auto found = said_.find(name);
  if (found == said_.end()) {
    said_.emplace(name, std::pair{std::size_t{1}, make_variable("", name, value).values});
    return;
  }
  auto& [points, values] = found->second;
  ++points;
  std::visit(
      [&](auto& all) {
        const auto* more = std::get_if<std::decay_t<decltype(all)>>(&value);
        if (more == nullptr) throw std::logic_error(fmt::format("variable '{}': points say it in several types", name));
        all.insert(all.end(), more->begin(), more->end());
      },
      values);
}

std::vector<Variable> PointColumns::take_fields() {
  std::vector<Variable> variables;
  for (auto& [name, column] : columns_) {
    Variable variable = make_variable("", field_row, Values{}, {name, column.long_name, column.unit});
    variable.name = name;
    if (column.texts) {
      std::vector<std::string> texts(points_);
      for (const auto& [point, value] : column.values) {
        const auto* text = std::get_if<std::string>(&value);  // a text stands as it is, a list in its canonical form
        texts[point] = text ? *text : canonical(value);
      }
      variable.units = "";
      variable.values = std::move(texts);
    } else if (column.reals) {
      std::vector<double> numbers(points_, not_measured);
      for (const auto& [point, value] : column.values) {
        const auto* real = std::get_if<double>(&value);
        const auto* whole = std::get_if<std::int64_t>(&value);
        numbers[point] = real ? *real : whole ? static_cast<double>(*whole) : static_cast<double>(std::get<bool>(value));
      }
      variable.values = std::move(numbers);
    } else {
      std::vector<std::int64_t> numbers(points_, -1);
      for (const auto& [point, value] : column.values) {
        const auto* whole = std::get_if<std::int64_t>(&value);
        numbers[point] = whole ? *whole : static_cast<std::int64_t>(std::get<bool>(value));
      }
      variable.values = std::move(numbers);
    }
    variables.push_back(std::move(variable));
  }
  return variables;
}

std::vector<Variable> PointColumns::take() {
  std::vector<Variable> variables;
  for (const VariableRow& row : variable_rows()) {
    if (row.group.empty() && row.name == field_row)
      for (Variable& variable : take_fields()) variables.push_back(std::move(variable));
    if (!is_said_of_points(row)) continue;
    auto& [points, values] = said_.try_emplace(row.name, 0, no_values(row.type)).first->second;
    if (points != points_) throw std::logic_error(fmt::format("variable '{}': said of {} of {} points", row.name, points, points_));
    variables.push_back(make_variable("", row.name, std::move(values)));
  }
  return variables;
}

}  // namespace polesweep::results
