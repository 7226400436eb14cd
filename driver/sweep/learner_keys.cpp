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

std::vector<std::string> tuned_fields(const Node& node, const Table& table, const std::vector<std::string>& spoiled, Problems& problems) {
  std::vector<std::string> tuned;
  const Node* tune = node.find("tune");
  if (!tune) return tuned;
  const auto is_text = [](const Node& name) { return name.text() != nullptr; };
  if (!tune->is_list() || tune->list().empty() || !std::all_of(tune->list().begin(), tune->list().end(), is_text)) {
    problems.add(tune->where, "learner.tune",
                 fmt::format(R"(got {} (must be a list of fields, as in ["optimizer.step_size"]))", short_literal(*tune)));
    return tuned;
  }
  std::vector<std::string> known;
  for (const FieldAxis& field : table.fields) known.push_back(name_in_zip(field));
  for (const Node& name : tune->list()) {
    if (std::find(spoiled.begin(), spoiled.end(), "learner." + *name.text()) != spoiled.end()) continue;
    if (std::find(known.begin(), known.end(), *name.text()) == known.end())
      problems.add(name.where, "learner.tune",
                   fmt::format("this table sets no field '{}'", *name.text()) + known_names(*name.text(), "it sets", known));
    else if (std::find(tuned.begin(), tuned.end(), *name.text()) == tuned.end())
      tuned.push_back(*name.text());
  }
  std::sort(tuned.begin(), tuned.end());
  return tuned;
}

}  // namespace polesweep::sweep
