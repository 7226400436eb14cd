#include "analysis/results/contexts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "core/error.hpp"
#include "core/members/fields.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Variable;

/// Texts of numbers are compared as numbers: printers differ in how they write exponents. Booleans are stored as 0 and 1. NaN of others.
double number_of(const std::string& text) {
  if (text == "true" || text == "false") return text == "true" ? 1 : 0;
  const auto number = parse_plain_text(FieldType::real, text);
  return number ? std::get<double>(*number) : nan;
}

bool same_value(const Variable& variable, std::size_t point, const std::string& text) {
  if (std::holds_alternative<std::vector<std::string>>(variable.values)) return PointFields::text(variable, point) == text;
  return number_at(variable, point) == number_of(text);
}

std::string described(const std::string& label, const std::string& values) {
  return label.empty() || values.empty() ? label + values : label + ", " + values;
}

/// Columns that belong to the member whose kind a path names, or the one column of another path.
std::set<const Variable*> owned_columns(const PointFields& fields, const std::string& path) {
  const Variable& named = fields.column(path);
  const bool is_kind = path.ends_with(".kind") || path == "poles.network";
  const std::string prefix = is_kind ? named.name.substr(0, named.name.rfind('_') + 1) : named.name;
  std::set<const Variable*> owned;
  for (const PointFields::Column& column : fields.columns())
    if (column.variable == &named || (is_kind && column.variable->name.starts_with(prefix))) owned.insert(column.variable);
  return owned;
}

}  // namespace

double number_at(const Variable& variable, std::size_t point) {
  if (const auto* reals = std::get_if<std::vector<double>>(&variable.values)) return (*reals)[point];
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&variable.values))
    return (*whole)[point] == -1 ? nan : static_cast<double>((*whole)[point]);
  throw Error(fmt::format("{}: is no number", variable.name));
}

const ByAxis* side_of(const Context& context, const std::string& value) {
  if (const auto found = context.by_value.find(value); found != context.by_value.end()) return &found->second;
  const double number = number_of(value);
  const auto same =
      std::find_if(context.by_value.begin(), context.by_value.end(), [&](const auto& side) { return number_of(side.first) == number; });
  return same == context.by_value.end() ? nullptr : &same->second;
}

std::vector<std::size_t> select(const PointFields& fields, const std::vector<PointCondition>& conditions) {
  std::vector<std::size_t> points;
  const auto meets = [&](std::size_t point, const PointCondition& condition) {
    return std::any_of(condition.values.begin(), condition.values.end(), [&](const std::string& value) {
      return condition.path == "label" ? fields.label(point) == value : same_value(fields.column(condition.path), point, value);
    });
  };
  for (std::size_t point = 0; point < fields.points(); ++point)
    if (std::all_of(conditions.begin(), conditions.end(), [&](const PointCondition& condition) { return meets(point, condition); }))
      points.push_back(point);
  return points;
}

std::vector<Context> contexts_of(const PointFields& fields, const std::vector<std::size_t>& points, const std::string& between,
                                 const std::string& axis) {
  const bool by_label = between == "label";
  std::set<const Variable*> left_out;
  if (!between.empty() && !by_label) left_out = owned_columns(fields, between);
  if (!axis.empty()) left_out.insert(&fields.column(axis));
  std::vector<const Variable*> columns;
  for (const PointFields::Column& column : fields.columns())
    if (!left_out.contains(column.variable) && !(by_label && column.table == TableKind::learner)) columns.push_back(column.variable);
  const std::vector<std::string> labels = learner_labels(fields);
  const bool labels_differ =
      !by_label && std::any_of(points.begin(), points.end(), [&](std::size_t point) { return labels[point] != labels[points.front()]; });
  // Columns that tell contexts apart; a label says more than the kinds of a learner's parts.
  std::vector<const Variable*> telling;
  std::vector<const Variable*> telling_without_label;
  for (const TableKind table : {TableKind::task, TableKind::poles, TableKind::learner})
    for (const Variable* variable : fields.differing(table, points)) {
      if (std::find(columns.begin(), columns.end(), variable) == columns.end()) continue;
      telling_without_label.push_back(variable);
      if (table != TableKind::learner || !variable->name.ends_with("_kind")) telling.push_back(variable);
    }
  const auto description = [&](const Context& context) {
    std::vector<std::size_t> members;
    for (const auto& [value, by_axis] : context.by_value)
      for (const auto& [position, settings] : by_axis) members.insert(members.end(), settings.begin(), settings.end());
    const std::size_t first = members.front();
    // A field compared may make different learners of the points: then no label is that of them all.
    const bool one_label =
        std::all_of(members.begin(), members.end(), [&](std::size_t p) { return fields.label(p) == fields.label(first); });
    std::vector<const Variable*> told = one_label ? telling : telling_without_label;
    const std::vector<const Variable*> tuned = fields.tuned(first);
    std::erase_if(told, [&](const Variable* variable) { return std::find(tuned.begin(), tuned.end(), variable) != tuned.end(); });
    return described(labels_differ && one_label ? fields.label(first) : "", PointFields::list(told, first));
  };

  std::map<std::string, Context> contexts;
  for (const std::size_t point : points) {
    const std::vector<const Variable*> tuned = fields.tuned(point);
    std::string key;
    for (const Variable* column : columns) {
      if (std::find(tuned.begin(), tuned.end(), column) == tuned.end()) key += PointFields::text(*column, point);
      key += '\n';
    }
    const std::string value = between.empty() ? "" : by_label ? labels[point] : PointFields::text(fields.column(between), point);
    const double position = axis.empty() ? 0 : number_at(fields.column(axis), point);
    // A point without the field compared or the axis has no place in the comparison.
    if (std::isnan(position) || (!between.empty() && value.empty())) continue;
    contexts[std::move(key)].by_value[value][position].push_back(point);
  }
  std::vector<Context> sorted;
  for (auto& [key, context] : contexts) {
    context.description = description(context);
    sorted.push_back(std::move(context));
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const Context& a, const Context& b) { return a.description < b.description; });
  return sorted;
}

}  // namespace polesweep::analysis
