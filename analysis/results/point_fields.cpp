#include "analysis/results/point_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <type_traits>

#include "core/error.hpp"
#include "core/members/parts.hpp"

namespace polesweep::analysis {
namespace {

using results::Variable;

constexpr TableKind tables_of_points[] = {TableKind::task, TableKind::poles, TableKind::learner};

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

int compare_values(const Variable& variable, std::size_t a, std::size_t b) {
  return std::visit(
      [&](const auto& values) {
        if constexpr (std::is_same_v<std::decay_t<decltype(values[a])>, double>) {
          // NaN stands for a field that the point does not have, and comes first.
          if (std::isnan(values[a]) || std::isnan(values[b])) return order(!std::isnan(values[a]), !std::isnan(values[b]));
        }
        return order(values[a], values[b]);
      },
      variable.values);
}

/// The columns that name the members of a table whose kinds must be chosen, in the order in which they are read out.
std::vector<std::string> kind_names(TableKind table) {
  std::vector<std::string> names;
  for (const PointPart& part : point_parts())
    if (part.table == table && !part.kind_if_absent) names.push_back(column_of(kind_path(part.family)));
  return names;
}

bool is_kind(const Variable& variable, TableKind table) {
  const std::vector<std::string> kinds = kind_names(table);
  return std::find(kinds.begin(), kinds.end(), variable.name) != kinds.end();
}

}  // namespace

std::string shown_name(const Variable& variable) {
  std::string name = variable.name.substr(variable.name.find('_') + 1);
  for (const PointPart& part : point_parts()) {
    const std::string_view rule = part.table_key();
    if (part.table == TableKind::learner && name.starts_with(std::string(rule) + "_")) name[rule.size()] = ' ';
  }
  return name;
}

PointFields::PointFields(const results::Group& root) : root_(root), points_(root.size_of("point")) {
  for (const Variable& variable : root.variables) {
    if (variable.dimensions != std::vector<std::string>{"point"} || variable.name == "task_recorded" || variable.name == "learner_label")
      continue;
    for (const TableKind table : tables_of_points)
      if (variable.name.starts_with(std::string(table_name(table)) + "_")) columns_.push_back({&variable, table});
  }
  std::vector<std::size_t> all(points_);
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (const TableKind table : tables_of_points) {
    differing_.push_back(differing(table, all));
    std::erase_if(differing_.back(), [&](const Variable* variable) { return is_kind(*variable, table); });
  }
}

std::string PointFields::text(const Variable& variable, std::size_t point) {
  return std::visit(
      [&](const auto& values) -> std::string {
        using T = std::decay_t<decltype(values[point])>;
        if constexpr (std::is_same_v<T, double>) {
          if (std::isnan(values[point])) return "";
        } else if constexpr (std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::int64_t>) {
          if (values[point] == -1) return "";
        }
        return fmt::format("{}", values[point]);
      },
      variable.values);
}

const Variable& PointFields::column(const std::string& path) const {
  const std::string name = column_of(path);
  for (const Column& column : columns_)
    if (column.variable->name == name) return *column.variable;
  throw Error(fmt::format("no point has a field {}", path));
}

std::string PointFields::label(std::size_t point) const {
  if (const Variable* labels = root_.find("learner_label")) {
    std::string given = text(*labels, point);
    if (!given.empty()) return given;
  }
  return kinds(TableKind::learner, point);
}

std::string PointFields::kinds(TableKind table, std::size_t point) const {
  std::vector<std::string> names;
  for (const std::string& kind : kind_names(table)) {
    if (const Variable* variable = root_.find(kind)) names.push_back(text(*variable, point));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<const Variable*> PointFields::tuned(std::size_t point) const {
  std::vector<const Variable*> found;
  const Variable* names = root_.find("tuned_fields");
  if (!names) return found;
  const std::string list = "," + text(*names, point) + ",";
  for (const Column& column : columns_)
    if (list.find("," + column.variable->name + ",") != std::string::npos) found.push_back(column.variable);
  return found;
}

std::vector<const Variable*> PointFields::differing(TableKind table, std::span<const std::size_t> peers) const {
  std::vector<const Variable*> found;
  for (const Column& column : columns_) {
    if (column.table != table) continue;
    std::string first;
    for (const std::size_t point : peers) {
      if (!first.empty() && compare_values(*column.variable, point, peers.front()) == 0) continue;
      std::string value = text(*column.variable, point);
      if (value.empty()) continue;
      if (first.empty()) first = std::move(value);
      if (first != text(*column.variable, point)) {
        found.push_back(column.variable);
        break;
      }
    }
  }
  return found;
}

std::string PointFields::list(const std::vector<const Variable*>& variables, std::size_t point, bool exact) {
  constexpr std::size_t longest_number = 7;
  std::vector<std::string> parts;
  for (const Variable* variable : variables) {
    std::string value = text(*variable, point);
    const auto* reals = std::get_if<std::vector<double>>(&variable->values);
    if (!exact && reals && value.size() > longest_number) value = fmt::format("{:.4g}", (*reals)[point]);
    if (!value.empty()) parts.push_back(fmt::format("{} {}", shown_name(*variable), value));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string PointFields::differences(TableKind table, std::size_t point, std::span<const std::size_t> peers) const {
  return list(differing(table, peers), point);
}

std::string PointFields::describe(TableKind table, std::size_t point) const {
  const std::string fields = list(differing_[static_cast<std::size_t>(table)], point);
  return fields.empty() ? kinds(table, point) : fmt::format("{} ({})", kinds(table, point), fields);
}

int PointFields::compare(TableKind table, std::size_t a, std::size_t b) const {
  for (const Column& column : columns_) {
    if (column.table != table) continue;
    if (const int order = compare_values(*column.variable, a, b)) return order;
  }
  return 0;
}

std::vector<std::string> learner_labels(const PointFields& fields) {
  std::vector<std::string> labels;
  std::map<std::string, std::vector<std::size_t>> peers;
  for (std::size_t p = 0; p < fields.points(); ++p) {
    labels.push_back(fields.label(p));
    peers[labels.back()].push_back(p);
  }
  for (const auto& [label, points] : peers) {
    const std::vector<const Variable*> tuned = fields.tuned(points.front());
    if (tuned.empty()) continue;
    std::vector<const Variable*> others = fields.differing(TableKind::learner, points);
    std::erase_if(others, [&](const Variable* variable) { return std::find(tuned.begin(), tuned.end(), variable) != tuned.end(); });
    if (others.empty()) continue;
    for (const std::size_t p : points) labels[p] = fmt::format("{} ({})", label, PointFields::list(others, p, true));
  }
  return labels;
}

std::vector<Cell> cells_of(const PointFields& fields) {
  const std::vector<std::string> labels = learner_labels(fields);

  const auto same_cell = [&](std::size_t a, std::size_t b) {
    return fields.compare(TableKind::task, a, b) == 0 && fields.compare(TableKind::poles, a, b) == 0;
  };
  std::vector<std::size_t> points(fields.points());
  std::iota(points.begin(), points.end(), std::size_t{0});
  std::sort(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    for (const TableKind table : {TableKind::task, TableKind::poles}) {
      if (const int order = fields.compare(table, a, b)) return order < 0;
    }
    if (labels[a] != labels[b]) return labels[a] < labels[b];
    if (const int order = fields.compare(TableKind::learner, a, b)) return order < 0;
    return a < b;
  });

  std::vector<Cell> cells;
  for (const std::size_t p : points) {
    if (cells.empty() || !same_cell(cells.back().points.front(), p)) {
      cells.push_back({fields.describe(TableKind::task, p), fields.describe(TableKind::poles, p), {}, {}});
    }
    Cell& cell = cells.back();
    cell.points.push_back(p);
    if (cell.learners.empty() || cell.learners.back().label != labels[p]) cell.learners.push_back({labels[p], {}, fields.tuned(p)});
    cell.learners.back().points.push_back(p);
  }
  return cells;
}

}  // namespace polesweep::analysis
