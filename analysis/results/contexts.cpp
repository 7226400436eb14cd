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

bool has_value(const Variable& variable, std::size_t point, const std::string& text) {
  if (std::holds_alternative<std::vector<std::string>>(variable.values)) return PointFields::text(variable, point) == text;
  return number_at(variable, point) == number_of_text(text);
}

std::string described(const std::string& label, const std::string& values) {
  return label.empty() || values.empty() ? label + values : label + ", " + values;
}

using Variables = std::vector<const Variable*>;

bool is_one_of(const Variables& columns, const Variable* variable) {
  return std::find(columns.begin(), columns.end(), variable) != columns.end();
}

bool names_kind(const std::string& path) { return path.ends_with(".kind") || path == "poles.network"; }

/// Variables that belong to the member whose kind a path names, or the one column of another path.
std::set<const Variable*> owned_columns(const PointFields& fields, const std::string& path) {
  const Variable& named = fields.column(path);
  const std::string prefix = names_kind(path) ? named.name.substr(0, named.name.rfind('_') + 1) : named.name;
  std::set<const Variable*> owned;
  for (const PointFields::Column& column : fields.columns())
    if (column.variable == &named || (names_kind(path) && column.variable->name.starts_with(prefix))) owned.insert(column.variable);
  return owned;
}

/// What two points of one context have in common.
std::string key_of(const std::vector<PointFields::Column>& columns, const Variables& ignored, std::size_t point) {
  std::string key;
  for (const PointFields::Column& column : columns) {
    if (!is_one_of(ignored, column.variable)) key += PointFields::text(*column.variable, point);
    key += '\n';
  }
  return key;
}

/// Whether at these points each of at least two values of one field goes with one value of the other, and the other way round.
bool are_zipped(const Variable& one, const Variable& other, const std::vector<std::size_t>& points) {
  std::map<std::string, std::string> forth;
  std::map<std::string, std::string> back;
  for (const std::size_t point : points) {
    const std::string a = PointFields::text(one, point);
    const std::string b = PointFields::text(other, point);
    if (b.empty() || forth.emplace(a, b).first->second != b || back.emplace(b, a).first->second != a) return false;
  }
  return forth.size() > 1;
}

/// Adds the fields that are given together with another one of their table: where points agree in label, kinds and other tables, each value
/// goes with one of theirs, so that no two points differ in that field alone.
void add_zipped(const PointFields& fields, const std::vector<std::size_t>& points, const std::string& path,
                const std::vector<PointFields::Column>& columns, std::map<std::size_t, Variables>& zipped) {
  const Variable& named = fields.column(path);
  const auto owner = std::find_if(fields.columns().begin(), fields.columns().end(),
                                  [&](const PointFields::Column& column) { return column.variable == &named; });
  Variables candidates;
  for (const PointFields::Column& column : columns)
    if (column.table == owner->table && !column.variable->name.ends_with("_kind") && column.variable->name != "poles_network")
      candidates.push_back(column.variable);
  std::map<std::string, std::vector<std::size_t>> groups;
  for (const std::size_t point : points) {
    if (PointFields::text(named, point).empty()) continue;
    Variables ignored = fields.tuned(point);
    ignored.insert(ignored.end(), candidates.begin(), candidates.end());
    groups[fields.label(point) + '\n' + key_of(columns, ignored, point)].push_back(point);
  }
  for (const auto& [key, members] : groups)
    for (const Variable* candidate : candidates)
      if (are_zipped(named, *candidate, members))
        for (const std::size_t point : members) zipped[point].push_back(candidate);
}

std::size_t first_of(const Context& context) { return context.by_value.begin()->second.begin()->second.front(); }

/// What sets contexts apart, for people.
class Telling {
 public:
  Telling(const PointFields& fields, const std::vector<std::size_t>& points, const std::vector<PointFields::Column>& columns,
          bool names_labels)
      : fields_(fields), labels_(learner_labels(fields)) {
    labels_differ_ = names_labels && std::any_of(points.begin(), points.end(),
                                                 [&](std::size_t point) { return labels_[point] != labels_[points.front()]; });
    for (const TableKind table : {TableKind::task, TableKind::poles, TableKind::learner})
      for (const Variable* variable : fields.differing(table, points)) {
        if (std::none_of(columns.begin(), columns.end(), [&](const auto& column) { return column.variable == variable; })) continue;
        without_label_.push_back(variable);
        if (table != TableKind::learner || !variable->name.ends_with("_kind")) with_label_.push_back(variable);
      }
  }

  std::string description(const Context& context, const Variables& zipped) const {
    std::vector<std::size_t> members;
    for (const auto& [value, by_axis] : context.by_value)
      for (const auto& [position, settings] : by_axis) members.insert(members.end(), settings.begin(), settings.end());
    const std::size_t first = first_of(context);
    // A field compared may make different learners of the points: then no label is that of them all.
    const bool one_label =
        std::all_of(members.begin(), members.end(), [&](std::size_t p) { return fields_.label(p) == fields_.label(first); });
    Variables told = one_label ? with_label_ : without_label_;
    Variables ignored = fields_.tuned(first);
    ignored.insert(ignored.end(), zipped.begin(), zipped.end());
    std::erase_if(told, [&](const Variable* variable) { return is_one_of(ignored, variable); });
    return described(labels_differ_ && one_label ? fields_.label(first) : "", PointFields::list(told, first));
  }

 private:
  const PointFields& fields_;
  std::vector<std::string> labels_;
  bool labels_differ_ = false;
  Variables with_label_;  ///< a label says more than the kinds of a learner's parts
  Variables without_label_;
};

}  // namespace

double number_at(const Variable& variable, std::size_t point) {
  if (const auto* reals = std::get_if<std::vector<double>>(&variable.values)) return (*reals)[point];
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&variable.values))
    return (*whole)[point] == -1 ? nan : static_cast<double>((*whole)[point]);
  throw Error(fmt::format("{}: is no number", variable.name));
}

std::vector<std::size_t> select(const PointFields& fields, const std::vector<PointCondition>& conditions) {
  std::vector<std::size_t> all(fields.points());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return select(fields, conditions, all);
}

std::vector<std::size_t> select(const PointFields& fields, const std::vector<PointCondition>& conditions,
                                const std::vector<std::size_t>& among) {
  const bool by_label = std::any_of(conditions.begin(), conditions.end(), [](const auto& condition) { return condition.path == "label"; });
  const std::vector<std::string> labels = by_label ? learner_labels(fields) : std::vector<std::string>{};
  const auto meets = [&](std::size_t point, const PointCondition& condition) {
    return std::any_of(condition.values.begin(), condition.values.end(), [&](const std::string& value) {
      if (condition.path == "label") return fields.label(point) == value || labels[point] == value;
      return has_value(fields.column(condition.path), point, value);
    });
  };
  std::vector<std::size_t> points;
  for (const std::size_t point : among)
    if (std::all_of(conditions.begin(), conditions.end(), [&](const PointCondition& condition) { return meets(point, condition); }))
      points.push_back(point);
  return points;
}

std::vector<Context> contexts_of(const PointFields& fields, const std::vector<std::size_t>& points, const std::string& between,
                                 const std::string& axis, bool joins_zipped, const std::vector<std::string>& differing) {
  const bool by_label = between == "label";
  std::vector<std::string> compared = differing;
  if (!between.empty() && !by_label) compared.push_back(between);
  std::set<const Variable*> left_out;
  for (const std::string& path : compared) left_out.merge(owned_columns(fields, path));
  if (!axis.empty()) left_out.insert(&fields.column(axis));
  std::vector<PointFields::Column> columns;
  for (const PointFields::Column& column : fields.columns())
    if (!left_out.contains(column.variable) && !(by_label && column.table == TableKind::learner)) columns.push_back(column);
  std::map<std::size_t, Variables> zipped;  // by point
  if (joins_zipped) {
    if (!axis.empty()) compared.push_back(axis);
    for (const std::string& path : compared)
      if (!names_kind(path)) add_zipped(fields, points, path, columns, zipped);
  }
  const std::vector<std::string> labels = learner_labels(fields);
  std::map<std::string, Context> contexts;
  for (const std::size_t point : points) {
    const std::string value = between.empty() ? "" : by_label ? labels[point] : PointFields::text(fields.column(between), point);
    const double position = axis.empty() ? 0 : number_at(fields.column(axis), point);
    // A point without the field compared or the axis has no place in the comparison.
    if (std::isnan(position) || (!between.empty() && value.empty())) continue;
    Variables ignored = fields.tuned(point);
    ignored.insert(ignored.end(), zipped[point].begin(), zipped[point].end());
    contexts[key_of(columns, ignored, point)].by_value[value][position].push_back(point);
  }
  const Telling telling(fields, points, columns, !by_label);
  std::vector<Context> sorted;
  for (auto& [key, context] : contexts) {
    const Variables& together = zipped[first_of(context)];
    context.description = telling.description(context, together);
    for (const Variable* variable : together) context.zipped += (context.zipped.empty() ? "" : ", ") + shown_name(*variable);
    sorted.push_back(std::move(context));
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const Context& a, const Context& b) { return a.description < b.description; });
  return sorted;
}

}  // namespace polesweep::analysis
