#include "driver/sweep/theory_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace polesweep::sweep {

std::string formula_label(const Node& node, const Table& table, Problems& problems) {
  const Node* label = node.find("label");
  if (!label) return table.member(Family::formula).name;
  if (label->text()) return *label->text();
  problems.add(label->where, "theory.label", fmt::format("got {} (must be a text)", short_literal(*label)));
  return "";
}

std::string figure_beside(const Node& node, const Table& table, Problems& problems) {
  const Node* beside = node.find("beside");
  if (!beside) return "";
  if (!beside->text() || (*beside->text() != "risk" && *beside->text() != "length")) {
    problems.add(
        beside->where, "theory.beside",
        fmt::format(
            R"(got {} (must be "risk", for lines in the learning curves, or "length", for lines in maps of the winner over the parameter of the axis))",
            short_literal(*beside)));
    return "";
  }
  // The resolved text of a sweep writes every value as a list.
  const auto is_axis = [&](const std::vector<std::size_t>& axis) { return table.length(axis) > 1; };
  const auto axes = std::count_if(table.axes.begin(), table.axes.end(), is_axis);
  const auto axis = std::find_if(table.axes.begin(), table.axes.end(), is_axis);
  const auto is_number = [&](std::size_t field) {
    const FieldType type = table.fields[field].spec->type;
    return type == FieldType::integer || type == FieldType::real;
  };
  if (axes == 1 && is_number(axis->front())) return *beside->text();
  problems.add(
      beside->where, "theory.beside",
      "needs exactly one axis of several numbers (the training samples of learning curves, the parameter that a map of the winner has as its axis)");
  return "";
}

}  // namespace polesweep::sweep
