#include "driver/sweep/learner_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/learners/learner.hpp"
#include "driver/sweep/zip.hpp"

namespace polesweep::sweep {

std::string learner_label(const Node& node, const Table& table, Problems& problems) {
  const Node* label = node.find("label");
  if (!label) {
    std::string text = fmt::format("{}, {}", table.member(Family::recurrent).name, table.member(Family::readout).name);
    if (table.has(Family::optimizer)) text += ", " + table.member(Family::optimizer).name;
    return text;
  }
  if (label->text()) return *label->text();
  problems.add(label->where, "learner.label", fmt::format("got {} (must be a text)", short_literal(*label)));
  return "";
}

void check_optimizer(const Node& node, const Table& table, Problems& problems) {
  const std::string& recurrent = table.member(Family::recurrent).name;
  const std::string& readout = table.member(Family::readout).name;
  const bool needed = follows_gradient(recurrent, readout);
  if (table.has(Family::optimizer) && !needed) {
    Where where = table.where;
    for (const Entry& entry : node.table())
      if (entry.key == "optimizer") where = entry.where;
    problems.add(where, "learner.optimizer", "not used (no part of this learner follows a gradient). Remove it?");
  } else if (!table.has(Family::optimizer) && needed) {
    std::vector<std::string> names;
    for (const MemberInfo& info : members(Family::optimizer)) names.push_back(info.name);
    problems.add(table.where, "learner.optimizer",
                 fmt::format("missing ({} with {} follows a gradient: one of {})", recurrent, readout, fmt::join(names, ", ")));
  }
}

void read_tune(const Node& node, std::span<Table> tables, const std::vector<std::string>& unread, bool all_read, Problems& problems) {
  const Node* tune = node.find("tune");
  if (!tune) return;
  const auto is_text = [](const Node& name) { return name.text() != nullptr; };
  if (tune->is_list() && tune->list().empty()) {
    problems.add(tune->where, "learner.tune", R"(names no field (must be a list of fields, as in ["optimizer.step_size"]). Remove it?)");
    return;
  }
  if (!tune->is_list() || !std::all_of(tune->list().begin(), tune->list().end(), is_text)) {
    problems.add(tune->where, "learner.tune",
                 fmt::format(R"(got {} (must be a list of fields, as in ["optimizer.step_size"]))", short_literal(*tune)));
    return;
  }
  std::vector<std::string> known;
  std::vector<std::string> axes;
  for (const Table& table : tables)
    for (const FieldAxis& field : table.fields) {
      known.push_back(name_in_zip(field));
      if (field.is_axis) axes.push_back(known.back());
    }
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const Node& written : tune->list()) {
    const std::string& name = *written.text();
    if (holds(unread, "learner." + name)) continue;
    if (!holds(known, name)) {
      // It may be a field of a member that is misspelt, which has been complained of.
      if (all_read)
        problems.add(written.where, "learner.tune",
                     fmt::format("this table sets no field '{}'", name) + known_names(name, "it sets", known));
      continue;
    }
    if (!holds(axes, name))
      problems.add(written.where, "learner.tune",
                   fmt::format("'{}' has one value (the best of several is chosen). Write a list or a range of values?", name));
    for (Table& table : tables)
      for (const FieldAxis& field : table.fields)
        if (name_in_zip(field) == name && !holds(table.tune, name)) table.tune.push_back(name);
  }
  for (Table& table : tables) std::sort(table.tune.begin(), table.tune.end());
}

}  // namespace polesweep::sweep
