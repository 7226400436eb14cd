#include "core/results/point_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

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

bool is_same(double a, double b) { return same_bits(a, b); }
bool is_same(const Complex& a, const Complex& b) { return same_bits(a.real(), b.real()) && same_bits(a.imag(), b.imag()); }
template <class T>
bool is_same(const T& a, const T& b) {
  return a == b;
}
template <class T>
bool is_same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return is_same(x, y); });
}

/// Bit for bit.
bool is_same_value(const Value& a, const Value& b) {
  return a.index() == b.index() && std::visit([&]<class T>(const T& value) { return is_same(value, std::get<T>(b)); }, a);
}

}  // namespace

void PointColumns::put(const std::string& column, const Value& value, const std::string& long_name, const std::string& unit,
                       std::span<const std::uint32_t> points) {
  Column& entry = columns_[column];
  entry.long_name = long_name;
  entry.unit = unit;
  entry.reals = entry.reals || std::holds_alternative<double>(value);
  entry.texts = entry.texts || !(std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value) ||
                                 std::holds_alternative<bool>(value));
  const bool is_first = entry.values.size() == 0;
  if (!entry.values.ends_with(value)) entry.values.push_back(value);
  if (is_first && points.size() == points_) return;  // all points have it
  entry.of_point.resize(points_, is_first ? no_value : 0);
  for (const std::uint32_t point : points) entry.of_point[point] = static_cast<std::uint32_t>(entry.values.size() - 1);
}

void PointColumns::add(Family family, const Member& member, std::span<const std::uint32_t> points) {
  const VariableRow& kind = variable_row("", column_of(kind_path(family)));
  put(kind.name, member.kind, kind.meaning, kind.unit, points);
  const MemberInfo* info = find_member(family, member.kind);
  for (const auto& [name, value] : member.fields)
    for (const FieldSpec& spec : info->fields)
      if (spec.name == name) put(column_of(field_path(family, name)), value, spec.help, spec.unit, points);
}

void PointColumns::say(const std::string& name, Values values) {
  const std::size_t size = count(values);
  const bool fits = variable_row("", name).dimensions == "point" ? size == points_ : points_ > 0 && size % points_ == 0;
  if (!fits) throw std::logic_error(fmt::format("variable '{}': {} values said of {} points", name, size, points_));
  said_.insert_or_assign(name, make_variable("", name, std::move(values)));
}

void PointColumns::say_later(const std::string& name, const Values& kind, std::function<Values()> make) {
  Variable& said = said_.insert_or_assign(name, make_variable("", name, kind)).first->second;
  said.make = std::move(make);
}

bool FieldValuesInOrder::ends_with(const Value& value) const {
  if (!values_.empty()) return is_same_value(values_.back(), value);
  const auto* real = std::get_if<double>(&value);
  return real && !reals_.empty() && same_bits(reals_.back(), *real);
}

void FieldValuesInOrder::push_back(const Value& value) {
  const auto* real = std::get_if<double>(&value);
  if (real && values_.empty()) {
    reals_.push_back(*real);
    return;
  }
  for (const double before : std::exchange(reals_, {})) values_.emplace_back(before);
  values_.push_back(value);
}

/// The values of a column point by point: each is made into what the file holds once, however many points have it.
template <class T, class Make>
static std::vector<T> for_each_point(const FieldValuesInOrder& values, const std::vector<std::uint32_t>& of_point, std::size_t points,
                                     const T& none, const Make& make) {
  std::vector<T> made;
  made.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) made.push_back(make(values.at(i)));
  if (of_point.empty()) return std::vector<T>(points, made.front());
  std::vector<T> all;
  all.reserve(points);
  for (const std::uint32_t position : of_point) all.push_back(position < made.size() ? made[position] : none);
  return all;
}

Values PointColumns::spread(const Column& column, std::size_t points) {
  if (column.texts) return for_each_point(column.values, column.of_point, points, std::string(), plain_text);
  if (column.reals)
    return for_each_point(column.values, column.of_point, points, not_measured, [](const Value& value) {
      const auto* real = std::get_if<double>(&value);
      const auto* whole = std::get_if<std::int64_t>(&value);
      return real ? *real : whole ? static_cast<double>(*whole) : static_cast<double>(std::get<bool>(value));
    });
  return for_each_point(column.values, column.of_point, points, std::int64_t{-1}, [](const Value& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole ? *whole : static_cast<std::int64_t>(std::get<bool>(value));
  });
}

std::vector<Variable> PointColumns::take_fields() {
  std::vector<Variable> variables;
  for (auto& [name, column] : columns_) {
    Variable variable = make_variable("", field_row, Values{}, {name, column.long_name, column.unit});
    variable.name = name;
    if (column.texts) variable.units = "";
    if (column.texts)
      variable.values = std::vector<std::string>();
    else if (!column.reals)
      variable.values = std::vector<std::int64_t>();
    variable.make = [column = std::move(column), points = points_]() mutable { return spread(std::exchange(column, {}), points); };
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
    auto said = said_.extract(row.name);
    if (said.empty() && points_ > 0) throw std::logic_error(fmt::format("variable '{}': not said of the points", row.name));
    variables.push_back(said.empty() ? make_variable("", row.name, no_values(row.type)) : std::move(said.mapped()));
  }
  return variables;
}

}  // namespace polesweep::results
