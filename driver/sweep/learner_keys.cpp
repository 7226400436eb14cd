#include "driver/sweep/learner_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "core/learners/learner.hpp"
#include "driver/sweep/values.hpp"
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

const MemberInfo& race_keys() {
  const analysis::RaceRules defaults;
  static const MemberInfo keys{
      "tune.race",
      "settings of a learner race: `tune = { fields = [...], race = { keep = 0.33, rungs = 4 } }`; on the choosing seeds only the best go on from rung to rung, and the other seeds are computed for the winner of each length",
      1,
      {{.name = "keep",
        .type = FieldType::real,
        .help = "part of the settings that gets to the last length; it falls by the same factor at each rung",
        .unit = "1",
        .fallback = Value(defaults.keep),
        .range = {.low = 0, .high = 1, .low_allowed = false, .high_allowed = false},
        .choices = {}},
       {.name = "rungs",
        .type = FieldType::integer,
        .help = "how many of the lengths settings are compared at: the last, and those nearest to a half, a quarter, ... of it",
        .unit = "1",
        .fallback = Value(defaults.rungs),
        .range = {.low = 2, .high = 32},
        .choices = {}}}};
  return keys;
}

namespace {

/// `race = { keep = ..., rungs = ... }`, both of which may be left out.
analysis::RaceRules read_race(const Node& race, Problems& problems) {
  analysis::RaceRules rules;
  const std::string path = "learner.tune.race";
  if (!race.is_table()) {
    problems.add(race.where, path, fmt::format("got {} (must be a table, as in {{ keep = 0.33, rungs = 4 }})", short_literal(race)));
    return rules;
  }
  std::vector<std::string> names;
  for (const FieldSpec& spec : race_keys().fields) {
    names.push_back(spec.name);
    const Node* written = race.find(spec.name);
    const auto value = written ? read_value(*written, {spec, path + "." + spec.name, problems}) : std::nullopt;
    if (!value) continue;
    if (spec.name == "keep")
      rules.keep = std::get<double>(*value);
    else
      rules.rungs = std::get<std::int64_t>(*value);
  }
  check_keys(race, path, "race reads:", names, problems);
  return rules;
}

/// The rules of `race`, if it is written. Settings go on from length to length of a stream, where a run can be left and taken up again.
std::optional<analysis::RaceRules> rules_of_race(const Node& tune, std::span<const Table> tables, Problems& problems) {
  const Node* race = tune.is_table() ? tune.find("race") : nullptr;
  if (!race) return std::nullopt;
  for (const Table& table : tables)
    if (const std::string& regime = table.member(Family::regime).name; regime != "stream") {
      problems.add(race->where, "learner.tune.race",
                   fmt::format("not for the regime '{}' (settings race over the lengths of a 'stream'). Remove it?", regime));
      break;
    }
  return read_race(*race, problems);
}

/// The list of fields in `tune`, which is that list or a table with it.
const Node* fields_of_tune(const Node& tune, Problems& problems) {
  if (!tune.is_table()) return &tune;
  check_keys(tune, "learner.tune", "tune reads:", {"fields", "race"}, problems);
  const Node* fields = tune.find("fields");
  if (!fields) problems.add(tune.where, "learner.tune.fields", R"(missing (a list of fields, as in ["optimizer.step_size"]))");
  return fields;
}

}  // namespace

void read_tune(const Node& node, std::span<Table> tables, const std::vector<std::string>& unread, bool all_read, Problems& problems) {
  const Node* written = node.find("tune");
  if (!written) return;
  const std::optional<analysis::RaceRules> race = rules_of_race(*written, tables, problems);
  const Node* tune = fields_of_tune(*written, problems);
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
  for (const Node& field : tune->list()) {
    const std::string& name = *field.text();
    if (holds(unread, "learner." + name)) continue;
    if (!holds(known, name)) {
      // It may be a field of a member that is misspelt, which has been complained of.
      if (all_read)
        problems.add(field.where, "learner.tune", fmt::format("this table sets no field '{}'", name) + known_names(name, "it sets", known));
      continue;
    }
    if (!holds(axes, name))
      problems.add(field.where, "learner.tune",
                   fmt::format("'{}' has one value (the best of several is chosen). Write a list or a range of values?", name));
    for (Table& table : tables)
      for (const FieldAxis& axis : table.fields)
        if (name_in_zip(axis) == name && !holds(table.tune, name)) table.tune.push_back(name);
  }
  for (Table& table : tables) {
    std::sort(table.tune.begin(), table.tune.end());
    if (!table.tune.empty()) table.race = race;
  }
}

}  // namespace polesweep::sweep
