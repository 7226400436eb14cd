#include "driver/sweep/exclusions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
namespace {

/// What can be excluded: by path the fields of that path, of all members, that differ in type or range.
std::map<std::string, std::vector<FieldSpec>> known_paths() {
  std::map<std::string, std::vector<FieldSpec>> known;
  for (const Family family :
       {Family::task, Family::network, Family::poles, Family::recurrent, Family::readout, Family::optimizer, Family::regime}) {
    FieldSpec kind{.name = "kind", .type = FieldType::text, .help = "", .unit = "", .fallback = {}, .range = {}, .choices = {}};
    for (const MemberInfo& info : members(family)) {
      kind.choices.push_back(info.name);
      for (const FieldSpec& spec : info.fields) known[field_path(family, spec.name)].push_back(spec);
    }
    known[kind_path(family)] = {kind};
  }
  return known;
}

/// Lines of a table by dotted path: `poles.count = 32` is a table in a table. A range is a value, not a table.
void flatten(const Node& node, const std::string& path, const std::map<std::string, std::vector<FieldSpec>>& known,
             std::vector<Entry>& lines) {
  for (const Entry& entry : node.table()) {
    const std::string longer = path.empty() ? entry.key : path + "." + entry.key;
    if (entry.value.is_table() && !known.contains(longer))
      flatten(entry.value, longer, known, lines);
    else
      lines.push_back({longer, entry.where, entry.value});
  }
}

/// The values that suit any of the fields, without repetitions of one canonical text.
std::vector<Value> values_for(const Entry& line, const std::vector<FieldSpec>& specs, Problems& problems) {
  std::vector<Value> values;
  std::vector<std::string> texts;
  for (const FieldSpec& spec : specs) {
    Problems trial("", {});
    for (Value& value : read_axis(line.value, {spec, line.key, trial}, nullptr)) {
      std::string text = canonical(value);
      if (std::find(texts.begin(), texts.end(), text) != texts.end()) continue;
      texts.push_back(std::move(text));
      values.push_back(std::move(value));
    }
  }
  // Only now is it clear that no field takes it; the first field's reasons are as good as any.
  if (values.empty()) read_axis(line.value, {specs.front(), line.key, problems}, nullptr);
  return values;
}

}  // namespace

std::vector<Exclusion> read_exclusions(const Node& document, Problems& problems) {
  std::vector<Exclusion> exclusions;
  const Node* node = document.find("exclude");
  if (!node) return exclusions;
  if (!node->is_list() || !std::all_of(node->list().begin(), node->list().end(), [](const Node& table) { return table.is_table(); })) {
    problems.add(node->where, "exclude", fmt::format("got {} (must be written [[exclude]])", short_literal(*node)));
    return exclusions;
  }
  const auto known = known_paths();
  std::vector<std::string> names;
  for (const auto& [path, specs] : known) names.push_back(path);
  for (const Node& table : node->list()) {
    std::vector<Entry> lines;
    flatten(table, "", known, lines);
    if (lines.empty()) problems.add(table.where, "exclude", "empty (it would drop every point)");
    Exclusion exclusion{table.where, {}};
    for (const Entry& line : lines) {
      // `learner.readout = "rls"` is short for its kind, as in [[learner]].
      const std::string path = known.contains(line.key) ? line.key : known.contains(line.key + ".kind") ? line.key + ".kind" : "";
      if (path.empty())
        problems.add(line.where, "exclude", fmt::format("unknown path '{}'", line.key) + known_names(line.key, "known paths:", names));
      else
        exclusion.conditions.push_back({path, values_for({path, line.where, line.value}, known.at(path), problems)});
    }
    exclusions.push_back(std::move(exclusion));
  }
  return exclusions;
}

}  // namespace polesweep::sweep
