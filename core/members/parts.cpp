#include "core/members/parts.hpp"

#include <algorithm>
#include <stdexcept>

namespace polesweep {
namespace {

constexpr PointPart rows[] = {
    {Family::task, &Point::task, TableKind::task, "task", "kind", nullptr},
    {Family::network, &Point::network, TableKind::poles, "poles", "network", nullptr},
    {Family::poles, &Point::poles, TableKind::poles, "poles", "kind", nullptr},
    {Family::recurrent, &Point::recurrent, TableKind::learner, "learner.recurrent", "kind", nullptr},
    {Family::readout, &Point::readout, TableKind::learner, "learner.readout", "kind", nullptr},
    {Family::optimizer, &Point::optimizer, TableKind::learner, "learner.optimizer", "kind", ""},
    {Family::regime, &Point::regime, TableKind::learner, "learner.regime", "kind", "stream"},
    {Family::formula, nullptr, TableKind::theory, "theory", "formula", nullptr},
};
constexpr std::size_t parts_of_a_point = std::size(rows) - 1;

}  // namespace

std::string_view table_name(TableKind kind) {
  switch (kind) {
    case TableKind::task: return "task";
    case TableKind::poles: return "poles";
    case TableKind::learner: return "learner";
    case TableKind::theory: return "theory";
  }
  throw std::logic_error("unknown kind of table");
}

std::string_view PointPart::table_key() const {
  const std::string_view whole = path;
  const std::size_t dot = whole.find('.');
  return dot == std::string_view::npos ? kind_key : whole.substr(dot + 1);
}

std::span<const PointPart> point_parts() { return {rows, parts_of_a_point}; }

const PointPart& part_of(Family family) {
  for (const PointPart& part : rows)
    if (part.family == family) return part;
  throw std::logic_error("a family without a table");
}

std::string field_path(Family family, std::string_view field) { return std::string(part_of(family).path).append(".").append(field); }

std::string kind_path(Family family) { return field_path(family, part_of(family).kind_key); }

std::string column_of(std::string_view path) {
  std::string name(path);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

std::string key_of(const Member& member) {
  std::string key = member.kind;
  for (const auto& [name, value] : member.fields) key += "\n" + name + "=" + canonical(value);
  return key;
}

}  // namespace polesweep
