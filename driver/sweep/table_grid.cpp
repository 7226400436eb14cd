#include "driver/sweep/table_grid.hpp"

#include <algorithm>
#include <cmath>

#include "driver/sweep/conditions.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::sweep {
namespace {

bool any_equal(const std::vector<Value>& values, const std::string& text) {
  return std::any_of(values.begin(), values.end(), [&](const Value& value) { return canonical(value) == text; });
}

}  // namespace

TableGrid::TableGrid(const Table& table, const std::vector<Exclusion>& exclusions, const data::DataFiles& files)
    : table_(&table), size_(static_cast<std::uint32_t>(table.combinations())), stride_(table.fields.size()), length_(table.fields.size()) {
  std::uint32_t stride = size_;
  for (const auto& axis : table.axes) {
    const auto length = static_cast<std::uint32_t>(table.length(axis));
    stride /= length;
    const auto is_real = [&](std::size_t field) { return table.fields[field].spec->type == FieldType::real; };
    if (!std::all_of(axis.begin(), axis.end(), is_real)) shape_axes_.emplace_back(stride, length);
    for (const std::size_t field : axis) {
      stride_[field] = stride;
      length_[field] = length;
    }
  }
  std::vector<std::pair<std::string, Line>> lines;
  for (const ChosenMember& chosen : table.members) {
    lines.emplace_back(kind_path(chosen.family), Line{});
    lines.back().second.add(kind_line(chosen.family, *chosen.info));
  }
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const FieldAxis& field = table.fields[i];
    Line line{.field = i, .beginning = field.path() + "=", .rests = {}, .ends = {}};
    line.ends.reserve(field.values.size());
    for (const Value& value : field.values) line.add(field_line(field.family, *field.spec, value, files));
    line.rests.shrink_to_fit();
    lines.emplace_back(field.path(), std::move(line));
  }
  // Whole lines are sorted in a canonical text, and the sign behind a path is part of the line.
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first + "=" < b.first + "="; });
  for (auto& [path, line] : lines) lines_.push_back(std::move(line));
  for (const Exclusion& exclusion : exclusions) matches_.push_back(match(exclusion));
}

TableGrid::Match TableGrid::match(const Exclusion& exclusion) const {
  Match match;
  for (const Condition& condition : exclusion.conditions)
    if (condition.path.starts_with(std::string(table_name(table_->kind)) + ".")) add_condition(condition, match);
  return match;
}

void TableGrid::add_condition(const Condition& condition, Match& match) const {
  if (condition.path == label_path) {
    match.possible = match.possible && any_equal(condition.values, canonical(Value(table_->label)));
    return;
  }
  for (std::size_t i = 0; i < table_->fields.size(); ++i) {
    const FieldAxis& field = table_->fields[i];
    if (field.path() != condition.path) continue;
    std::vector<bool> by_value;
    for (const Value& value : field.values) by_value.push_back(any_equal(condition.values, canonical(value)));
    match.fields.emplace_back(i, std::move(by_value));
    return;
  }
  for (const ChosenMember& chosen : table_->members) {
    if (kind_path(chosen.family) == condition.path && any_equal(condition.values, chosen.info->name)) return;
    for (const FieldSpec& spec : chosen.info->fields)
      if (field_path(chosen.family, spec.name) == condition.path && spec.fallback && any_equal(condition.values, canonical(*spec.fallback)))
        return;
  }
  match.possible = false;
}

std::size_t TableGrid::index(std::uint32_t combination, std::size_t field) const { return combination / stride_[field] % length_[field]; }

void TableGrid::append_text(std::uint32_t combination, std::string& text) const {
  for (const Line& line : lines_) line.append_to(text, line.ends.size() == 1 ? 0 : index(combination, line.field));
}

Member TableGrid::member(Family family, std::uint32_t combination) const {
  const MemberInfo& info = table_->member(family);
  Member member{info.name, {}};
  for (const FieldSpec& spec : info.fields)
    if (spec.fallback) member.fields.emplace(spec.name, *spec.fallback);
  for (std::size_t i = 0; i < table_->fields.size(); ++i) {
    const FieldAxis& field = table_->fields[i];
    if (field.family == family) member.fields.insert_or_assign(field.spec->name, field.values[index(combination, i)]);
  }
  return member;
}

void TableGrid::fill(std::uint32_t combination, Point& point) const {
  for (const ChosenMember& chosen : table_->members) point.*part_of(chosen.family).member = member(chosen.family, combination);
}

std::uint32_t TableGrid::shape(std::uint32_t combination) const {
  std::uint32_t shape = 0;
  for (const auto& [stride, length] : shape_axes_) shape = shape * length + combination / stride % length;
  return shape;
}

std::uint32_t TableGrid::shapes() const {
  std::uint32_t product = 1;
  for (const auto& [stride, length] : shape_axes_) product *= length;
  return product;
}

bool TableGrid::matches(const Match& match, std::uint32_t combination) const {
  return match.possible && std::all_of(match.fields.begin(), match.fields.end(),
                                       [&](const auto& field) { return field.second[index(combination, field.first)]; });
}

}  // namespace polesweep::sweep
