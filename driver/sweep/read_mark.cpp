#include <fmt/format.h>

#include <algorithm>

#include "driver/sweep/question_reader.hpp"

namespace polesweep::sweep {
namespace {

/// Fewer are drawn with their values beside them, and have no places between.
constexpr std::size_t fewest_values = 9;

/// What a table steps through.
std::vector<const FieldAxis*> stepped(const Table& table) {
  std::vector<const FieldAxis*> stepped;
  for (const auto& axis : table.axes)
    if (table.length(axis) > 1) stepped.push_back(&table.fields[axis.front()]);
  return stepped;
}

/// Whether a table is one map: over two numbers, each with values enough.
bool is_map(const Table& table) {
  const std::vector<const FieldAxis*> axes = stepped(table);
  const auto suits = [](const FieldAxis* axis) {
    const bool is_number = axis->spec->type == FieldType::real || axis->spec->type == FieldType::integer;
    return is_number && axis->values.size() >= fewest_values;
  };
  const auto alone = [&](const auto& axis) { return table.length(axis) == 1 || axis.size() == 1; };
  return axes.size() == 2 && std::all_of(axes.begin(), axes.end(), suits) && std::all_of(table.axes.begin(), table.axes.end(), alone);
}

/// The map that a `[[mark]]` table names; nullptr after reporting a problem.
const Table* map_of(const Node& node, const Sweep& sweep, Problems& problems) {
  const Node* name = node.find("theory");
  if (!name || !name->text()) {
    problems.add(name ? name->where : node.where, "mark.theory",
                 name ? fmt::format("got {} (must be a text)", short_literal(*name))
                      : "missing (label or formula of the [[theory]] table whose map the runs are drawn on)");
    return nullptr;
  }
  std::vector<analysis::TableName> tables;
  std::vector<std::string> labels;
  for (const Table& table : sweep.theories) {
    tables.push_back({table.label, table.member(Family::formula).name});
    labels.push_back(table.label);
  }
  const std::vector<std::size_t> called = analysis::tables_called(tables, *name->text());
  if (called.empty()) {
    problems.add(name->where, "mark.theory",
                 fmt::format("no [[theory]] table is called '{}'", *name->text()) + known_names(*name->text(), "tables:", labels));
    return nullptr;
  }
  const Table& table = sweep.theories[called.front()];
  if (called.size() == 1 && is_map(table)) return &table;
  problems.add(name->where, "mark.theory",
               called.size() > 1
                   ? fmt::format("{} tables are called '{}' (give the one that is meant a label)", called.size(), *name->text())
                   : fmt::format("'{}' is no map (needs two axes of numbers, each of at least {} values, and no other)", *name->text(),
                                 fewest_values));
  return nullptr;
}

QuestionForm mark_form(const Table& map) {
  QuestionForm form{.name = "mark", .kind = "", .intro = "mark", .fields = {}, .known = {}};
  std::vector<std::string> keys{"theory"};
  for (const FieldAxis* axis : stepped(map)) keys.push_back(axis->spec->name);
  for (const std::string& key : keys) form.fields.push_back(analysis::mark_field(key));
  return form;
}

/// One `[[mark]]` table.
class MarkReader final : public QuestionReader {
 public:
  MarkReader(const Node& node, const Table& map, const Sweep& sweep, Problems& problems)
      : QuestionReader(node, mark_form(map), sweep, problems), map_(map) {}

 private:
  void check() override {
    const analysis::Along along = sweep_.lengths.empty() ? analysis::Along::iterations : analysis::Along::lengths;
    for (const FieldAxis* axis : stepped(map_)) check_term(axis->spec->name, {.along = along});
  }

  const Table& map_;
};

}  // namespace

std::optional<AskedTable> read_mark(const Node& node, const Sweep& sweep, Problems& problems) {
  const Table* map = map_of(node, sweep, problems);
  if (!map) return std::nullopt;
  return MarkReader(node, *map, sweep, problems).read();
}

}  // namespace polesweep::sweep
