#include "driver/sweep/conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/members/members.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
namespace {

using KnownPaths = std::map<std::string, std::vector<FieldSpec>>;

KnownPaths find_paths() {
  KnownPaths known;
  for (const PointPart& part : point_parts()) {
    FieldSpec kind{.name = "kind", .type = FieldType::text, .help = "", .unit = "", .fallback = {}, .range = {}, .choices = {}};
    for (const MemberInfo& info : members(part.family)) {
      kind.choices.push_back(info.name);
      for (const FieldSpec& spec : info.fields) known[field_path(part.family, spec.name)].push_back(spec);
    }
    known.insert_or_assign(kind_path(part.family), std::vector{std::move(kind)});
  }
  known[label_path] = {{.name = "label", .type = FieldType::text, .help = "", .unit = "", .fallback = {}, .range = {}, .choices = {}}};
  return known;
}

/// Lines of a table by dotted path: `poles.count = 32` is a table in a table. A range is a value, not a table.
void flatten(const NodeTable& entries, const std::string& path, const KnownPaths& known, std::vector<Entry>& lines) {
  for (const Entry& entry : entries) {
    const std::string longer = path.empty() ? entry.key : path + "." + entry.key;
    if (entry.value.is_table() && !known.contains(longer))
      flatten(entry.value.table(), longer, known, lines);
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

const KnownPaths& known_paths() {
  static const KnownPaths known = find_paths();
  return known;
}

std::string full_path(const std::string& path) {
  if (path == "label") return label_path;
  return known_paths().contains(path) ? path : known_paths().contains(path + ".kind") ? path + ".kind" : "";
}

std::string known_paths_text(const std::string& path) {
  // All paths fill a screen. Those that share the last word are meant, or those of the same table.
  const std::string last = "." + path.substr(path.rfind('.') + 1);
  const std::string table = path.substr(0, path.find('.') + 1);
  std::vector<std::string> sharing, of_table, all;
  for (const auto& [name, specs] : known_paths()) {
    const std::string shown =
        name.ends_with(".kind") && std::count(name.begin(), name.end(), '.') > 1 ? name.substr(0, name.size() - 5) : name;
    all.push_back(shown);
    if ((name + ".").find(last + ".") != std::string::npos) sharing.push_back(shown);
    if (!table.empty() && name.starts_with(table)) of_table.push_back(shown);
  }
  constexpr std::size_t shown = 10;
  return known_names(path, "known paths:", !sharing.empty() ? sharing : !of_table.empty() ? of_table : all, shown);
}

std::vector<Condition> read_conditions(const NodeTable& entries, const std::string& subject, Problems& problems) {
  std::vector<Entry> lines;
  flatten(entries, "", known_paths(), lines);
  std::vector<Condition> conditions;
  for (const Entry& line : lines) {
    const std::string path = full_path(line.key);
    if (path.empty())
      problems.add(line.where, subject, fmt::format("unknown path '{}'", line.key) + known_paths_text(line.key));
    else
      conditions.push_back({path, values_for({path, line.where, line.value}, known_paths().at(path), problems)});
  }
  return conditions;
}

}  // namespace polesweep::sweep
