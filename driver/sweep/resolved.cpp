#include <fmt/format.h>

#include "driver/sweep/document.hpp"
#include "driver/sweep/node.hpp"
#include "driver/sweep/questions.hpp"
#include "driver/sweep/sweep.hpp"
#include "driver/sweep/sweep_keys.hpp"
#include "driver/sweep/zip.hpp"

namespace polesweep::sweep {
namespace {

template <class T>
std::string list_text(const std::vector<T>& values) {
  NodeList list;
  for (const T& value : values) list.push_back({{}, value});
  return literal({{}, std::move(list)});
}

/// The fields of one member, each as a whole axis.
std::string field_lines(const Table& table, Family family, std::string_view separator) {
  std::string text;
  for (const FieldAxis& field : table.fields)
    if (field.family == family) text += fmt::format("{}{} = {}", separator, field.spec->name, literal(list_node(field.values)));
  return text;
}

std::string part_line(const Table& table, Family family, std::string_view key) {
  return fmt::format("\n{} = {{ kind = {}{} }}", key, quoted(table.member(family).name), field_lines(table, family, ", "));
}

std::string tune_text(const Table& table) {
  const std::string fields = list_text(table.tune);
  if (!table.race) return fields;
  return fmt::format("{{ fields = {}, race = {{ keep = {}, rungs = {} }} }}", fields, literal(node_of(Value(table.race->keep))),
                     table.race->rungs);
}

std::string zip_line(const Table& table) {
  NodeList groups;
  for (const auto& axis : table.axes) {
    if (axis.size() < 2) continue;
    NodeList group;
    for (const std::size_t field : axis) group.push_back({{}, name_in_zip(table.fields[field])});
    groups.push_back({{}, std::move(group)});
  }
  return groups.empty() ? "" : "\nzip = " + literal({{}, std::move(groups)});
}

std::string table_text(const Table& table) {
  std::string text = fmt::format("\n[[{}]]", table_name(table.kind));
  switch (table.kind) {
    case TableKind::task:
      text += fmt::format("\nkind = {}", quoted(table.member(Family::task).name)) + field_lines(table, Family::task, "\n");
      break;
    case TableKind::poles:
      text +=
          fmt::format("\nnetwork = {}\nkind = {}", quoted(table.member(Family::network).name), quoted(table.member(Family::poles).name));
      text += field_lines(table, Family::network, "\n") + field_lines(table, Family::poles, "\n");
      break;
    case TableKind::learner:
      text += "\nlabel = " + quoted(table.label);
      text += part_line(table, Family::recurrent, "recurrent") + part_line(table, Family::readout, "readout");
      if (table.has(Family::optimizer)) text += part_line(table, Family::optimizer, "optimizer");
      if (table.member(Family::regime).name != part_of(Family::regime).kind_if_absent) text += part_line(table, Family::regime, "regime");
      if (!table.tune.empty()) text += "\ntune = " + tune_text(table);
      break;
    case TableKind::theory:
      text += fmt::format("\nformula = {}\nlabel = {}", quoted(table.member(Family::formula).name), quoted(table.label));
      if (!table.beside.empty()) text += "\nbeside = " + quoted(table.beside);
      text += field_lines(table, Family::formula, "\n");
      break;
  }
  return text + zip_line(table) + "\n";
}

}  // namespace

std::string resolved_text(const Sweep& sweep) {
  std::string text = section_text(sweep, "");
  for (const TableKind kind : {TableKind::task, TableKind::poles, TableKind::learner, TableKind::theory})
    for (const Table& table : sweep.tables(kind)) text += table_text(table);
  if (sweep.theory_only()) return text + questions_text(sweep);
  for (const Exclusion& exclusion : sweep.exclusions) {
    text += "\n[[exclude]]\n";
    for (const Condition& condition : exclusion.conditions)
      text += fmt::format("{} = {}\n", condition.path, literal(list_node(condition.values)));
  }
  for (const Section& section : sections()) text += fmt::format("\n[{}]\n", section.name) + section_text(sweep, section.name);
  text += questions_text(sweep);
  return text;
}

}  // namespace polesweep::sweep
