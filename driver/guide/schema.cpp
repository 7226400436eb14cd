#include "driver/guide/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "analysis/claims/claim.hpp"
#include "analysis/claims/question.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "core/members/parts.hpp"
#include "core/theory/formulas.hpp"
#include "driver/guide/schema_values.hpp"
#include "driver/sweep/conditions.hpp"
#include "driver/sweep/key_values.hpp"
#include "driver/sweep/learner_keys.hpp"
#include "driver/sweep/seeds_until.hpp"
#include "driver/sweep/sweep.hpp"
#include "driver/sweep/sweep_keys.hpp"
#include "driver/sweep/tables.hpp"

namespace polesweep::guide {
namespace {

Json text() { return {{"type", "string"}}; }
Json texts(int least) { return list_schema(text(), least); }

/// A value that is written as one thing, or as a table.
Json either(Json one, Json other) { return {{"anyOf", Json::array({std::move(one), std::move(other)})}}; }

const std::vector<MemberInfo>& known_members(Family family) {
  return family == Family::formula ? theory::formula_members() : members(family);
}

bool needs_a_field(const MemberInfo& info) { return std::ranges::any_of(info.fields, &FieldSpec::required); }

/// The names of members with their summaries. `alone`: those alone that can be written without fields.
Json member_names(Family family, bool alone) {
  std::vector<std::string> names;
  std::vector<std::string> meanings;
  for (const MemberInfo& info : known_members(family)) {
    if (alone && needs_a_field(info)) continue;
    names.push_back(info.name);
    meanings.push_back(info.summary);
  }
  return names_schema(names, meanings);
}

/// A choice among the tables that a key says the kind of, as `kind` of a readout says which other keys it reads.
struct Chosen {
  std::string key;
  Json names;
  std::vector<std::pair<std::string, std::vector<FieldSpec>>> kinds;
  bool is_axis = false;  ///< a list of kinds may stand in its place
};

using FieldSchema = Json (*)(const FieldSpec& spec);

/// A table whose keys are `own` and the fields of what is chosen. A field that differs among the kinds has its schema with each of them.
/// Editors complete from `properties` within `allOf`; the conditions are for the check.
Json chosen_table(const Json& own, const std::vector<Chosen>& choices, FieldSchema field_schema) {
  Json properties = own;
  std::vector<std::string> always;
  for (const auto& [name, schema] : own.items()) always.push_back(name);
  std::map<std::string, bool> same;  // by field: whether all kinds have it alike
  std::vector<std::vector<std::string>> all(choices.size());
  for (std::size_t c = 0; c < choices.size(); ++c) {
    Json names = choices[c].names;
    properties[choices[c].key] = choices[c].is_axis ? either(names, list_schema(choices[c].names)) : names;
    always.push_back(choices[c].key);
    for (const auto& [kind, fields] : choices[c].kinds)
      for (const FieldSpec& spec : fields) {
        const Json schema = field_schema(spec);
        const bool is_new = !properties.contains(spec.name);
        if (is_new) properties[spec.name] = schema;
        const bool alike = properties[spec.name] == schema;
        if (!alike) properties[spec.name] = Json{{"description", spec.help}};
        same[spec.name] = alike && (is_new || same[spec.name]);
        all[c].push_back(spec.name);
      }
  }
  Json required = Json::array();
  for (const Chosen& choice : choices) required.push_back(choice.key);
  Json parts =
      Json::array({{{"type", "object"}, {"properties", properties}, {"required", std::move(required)}, {"additionalProperties", false}}});
  for (std::size_t c = 0; c < choices.size(); ++c)
    for (const auto& [kind, fields] : choices[c].kinds) {
      std::vector<std::string> known = always;
      for (std::size_t other = 0; other < choices.size(); ++other)
        if (other != c) known.insert(known.end(), all[other].begin(), all[other].end());
      Json then{{"properties", Json::object()}};
      for (const FieldSpec& spec : fields) {
        known.push_back(spec.name);
        if (!same[spec.name]) then["properties"][spec.name] = field_schema(spec);
        if (spec.required()) then["required"].push_back(spec.name);
      }
      std::sort(known.begin(), known.end());
      known.erase(std::unique(known.begin(), known.end()), known.end());
      then["propertyNames"] = {{"enum", known}};
      const Json here{{"const", kind}};
      Json is_kind = choices[c].is_axis ? either(here, {{"type", "array"}, {"contains", here}}) : here;
      parts.push_back(
          {{"if", {{"properties", {{choices[c].key, std::move(is_kind)}}}, {"required", {choices[c].key}}}}, {"then", std::move(then)}});
    }
  return {{"allOf", std::move(parts)}};
}

Chosen choice_of(Family family, std::string key) {
  Chosen chosen{std::move(key), member_names(family, false), {}, true};
  for (const MemberInfo& info : known_members(family)) chosen.kinds.emplace_back(info.name, info.fields);
  return chosen;
}

/// A part of a learner: a name, a table with its kind and fields, or a list of these.
Json part_schema(Family family, Json& definitions) {
  const std::string name(part_of(family).table_key());
  definitions[name] = chosen_table(Json::object(), {choice_of(family, "kind")}, axis_schema);
  const Json one = either(member_names(family, true), reference(name));
  Json schema = one;
  schema["anyOf"].push_back(list_schema(one));
  return schema;
}

Json tune_schema() {
  Json table{{"type", "object"},
             {"properties", {{"fields", texts(1)}, {"race", table_schema(sweep::race_keys().fields)}}},
             {"required", {"fields"}},
             {"additionalProperties", false}};
  table["properties"]["race"]["description"] = sweep::race_keys().summary;
  Json schema = either(texts(1), std::move(table));
  schema["description"] = "fields, as in \"optimizer.step_size\", of which the best value is chosen on one half of the seeds";
  return schema;
}

Json own_key_schema(const std::string& key) {
  if (key == "label" || key == "beside") return text();
  if (key == "tune") return tune_schema();
  if (key == "zip") {
    Json schema = list_schema(texts(2));
    schema["description"] = R"(axes of one length that step together, as in [["count", "radius"]])";
    return schema;
  }
  if (key == "draws") return table_schema(sweep::draws_fields());
  throw std::logic_error(fmt::format("no schema of the key '{}'", key));
}

/// A `[[task]]`, `[[poles]]`, `[[learner]]` or `[[theory]]` table.
Json grid_table(TableKind kind, Json& definitions) {
  const std::vector<Family> families = sweep::families_of(kind);
  Json own = Json::object();
  for (const std::string& key : sweep::own_keys(kind)) {
    const bool chooses = std::ranges::any_of(families, [&](Family family) { return part_of(family).table_key() == key; });
    if (!chooses) own[key] = own_key_schema(key);
  }
  if (kind != TableKind::learner) {
    std::vector<Chosen> choices;
    for (const Family family : families) choices.push_back(choice_of(family, std::string(part_of(family).table_key())));
    return chosen_table(own, choices, axis_schema);
  }
  Json schema{{"type", "object"}, {"properties", std::move(own)}, {"additionalProperties", false}};
  for (const Family family : families) {
    const std::string key(part_of(family).table_key());
    schema["properties"][key] = part_schema(family, definitions);
    if (!part_of(family).kind_if_absent) schema["required"].push_back(key);
  }
  return schema;
}

/// The values of a condition, which suit one of the fields of that path.
Json condition_schema(const std::vector<FieldSpec>& specs) {
  Json schemas = Json::array();
  for (const FieldSpec& spec : specs) {
    Json schema = steps_schema(
        {.name = spec.name, .type = spec.type, .help = "", .unit = "", .fallback = {}, .range = spec.range, .choices = spec.choices});
    if (std::find(schemas.begin(), schemas.end(), schema) == schemas.end()) schemas.push_back(std::move(schema));
  }
  return schemas.size() == 1 ? schemas.front() : Json{{"anyOf", std::move(schemas)}};
}

/// Paths below a prefix as tables in tables. What has a kind may be written without it: `learner.readout` for `learner.readout.kind`.
Json conditions_below(const std::string& prefix) {
  Json properties = Json::object();
  for (const auto& [path, specs] : sweep::known_paths()) {
    if (!path.starts_with(prefix)) continue;
    const std::string rest = path.substr(prefix.size());
    const std::size_t dot = rest.find('.');
    const std::string key = rest.substr(0, dot);
    if (properties.contains(key)) continue;
    properties[key] = dot == std::string::npos ? condition_schema(specs) : conditions_below(prefix + key + ".");
  }
  const Json table{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  return properties.contains("kind") ? either(properties["kind"], table) : table;
}

/// The keys that choose points, of `[[exclude]]` and of questions.
Json selecting_keys() {
  Json keys = Json::object();
  for (const PointPart& part : point_parts()) {
    const std::string table(table_name(part.table));
    if (!keys.contains(table)) keys[table] = reference("conditions_on_" + table);
  }
  keys["label"] = either(text(), texts(1));
  return keys;
}

/// A field of a question. A text may be a number there: the value of a field, or what is taken from a quantity. A side may be a table of
/// its value and conditions of its own.
Json question_field(const FieldSpec& spec) {
  Json schema = value_schema(spec);
  if (spec.type == FieldType::text && spec.choices.empty() && spec.name != "statement") schema["type"] = {"string", "number", "boolean"};
  if (spec.name != "of" && spec.name != "reference") return schema;
  return either(std::move(schema), reference("side"));
}

Json claim_table() {
  Chosen kinds{"kind", {}, {}, false};
  std::vector<std::string> names;
  std::vector<std::string> meanings;
  for (const analysis::ClaimKind& kind : analysis::claim_kinds()) {
    names.emplace_back(kind.name);
    meanings.emplace_back(kind.summary);
    kinds.kinds.emplace_back(kind.name, analysis::claim_fields(kind));
  }
  kinds.names = names_schema(names, meanings);
  Json own = selecting_keys();
  own["parameters"] = {{"type", "object"}, {"description", "of a formula, or of a [[theory]] table"}};
  return chosen_table(own, {std::move(kinds)}, question_field);
}

Json question_table(const std::vector<FieldSpec>& fields, Json others) {
  Json schema{{"type", "object"}, {"properties", selecting_keys()}, {"additionalProperties", std::move(others)}};
  for (const FieldSpec& spec : fields) {
    schema["properties"][spec.name] = question_field(spec);
    if (spec.required()) schema["required"].push_back(spec.name);
  }
  return schema;
}

Json seeds_schema(const FieldSpec& spec) {
  FieldSpec seed = sweep::stretch_fields().front();
  seed.help = spec.help;
  Json schema = steps_schema(seed);
  schema["minimum"] = spec.range.low;
  schema["maximum"] = spec.range.high;
  const Json range = schema["then"];
  schema["then"] = {{"anyOf", Json::array({table_schema(sweep::stretch_fields()), table_schema(sweep::seeds_until_keys().fields), range})}};
  return schema;
}

Json rules_schema(const FieldSpec& spec) {
  const std::vector<std::string> rules = sweep::shadow_rules();
  Chosen chosen{"kind", {}, {}, false};
  std::vector<std::string> alone;
  std::vector<std::string> meanings;
  for (const std::string& name : rules) {
    const MemberInfo& info = *find_member(Family::recurrent, name);
    chosen.kinds.emplace_back(name, info.fields);
    meanings.push_back(info.summary);
    if (!needs_a_field(info)) alone.push_back(name);
  }
  chosen.names = names_schema(rules, meanings);
  Json one = either(Json{{"enum", alone}}, chosen_table(Json::object(), {std::move(chosen)}, value_schema));
  return {{"description", spec.help}, {"type", "array"}, {"items", std::move(one)}, {"maxItems", most_shadows}};
}

Json key_schema(const sweep::SweepKey& key) {
  switch (key.form) {
    case sweep::KeyForm::value: return value_schema(key.spec);
    case sweep::KeyForm::seeds: return seeds_schema(key.spec);
    case sweep::KeyForm::numbers: return steps_schema(key.spec);
    case sweep::KeyForm::rules: return rules_schema(key.spec);
  }
  throw std::logic_error("unknown form of a key");
}

/// The keys of a section, or those at the top.
Json section_keys(const std::string& section) {
  Json properties = Json::object();
  for (const sweep::SweepKey& key : sweep::sweep_keys())
    if (key.section == section) properties[key.spec.name] = key_schema(key);
  return properties;
}

Json tables_of(const std::string& name) { return list_schema(reference(name)); }

}  // namespace

std::string schema_text() {
  Json definitions = Json::object();
  add_value_definitions(definitions);
  Json properties = section_keys("");
  Json required{"seeds"};
  for (const TableKind kind : {TableKind::task, TableKind::poles, TableKind::learner, TableKind::theory}) {
    const std::string name(table_name(kind));
    definitions["table_" + name] = grid_table(kind, definitions);
    properties[name] = tables_of("table_" + name);
    if (kind == TableKind::theory) continue;
    required.push_back(name);
    definitions["conditions_on_" + name] = conditions_below(name + ".");
  }
  for (const sweep::Section& section : sweep::sections())
    properties[section.name] = {
        {"description", section.summary}, {"type", "object"}, {"properties", section_keys(section.name)}, {"additionalProperties", false}};
  definitions["exclude"] = {{"description", "points that meet all of its conditions are dropped"},
                            {"type", "object"},
                            {"properties", selecting_keys()},
                            {"additionalProperties", false},
                            {"minProperties", 1}};
  definitions["side"] = {{"description", "what the sides differ in, and conditions on this side alone"},
                         {"type", "object"},
                         {"properties", selecting_keys()},
                         {"additionalProperties", false},
                         {"minProperties", 1}};
  definitions["compare"] = question_table(analysis::comparison_fields(), false);
  definitions["claim"] = claim_table();
  definitions["mark"] = question_table({analysis::mark_field("theory")}, Json{{"type", {"string", "number"}}});
  for (const char* name : {"exclude", "compare", "claim", "mark"}) properties[name] = tables_of(name);
  for (const std::string& key : sweep::known_keys())
    if (!properties.contains(key)) throw std::logic_error(fmt::format("no schema of '{}'", key));
  const Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                    {"title", "polesweep sweep file"},
                    {"description", "what `polesweep plan` and `polesweep run` read"},
                    {"type", "object"},
                    {"properties", std::move(properties)},
                    {"additionalProperties", false},
                    {"if", {{"not", {{"required", {"theory"}}}}}},
                    {"then", {{"required", std::move(required)}}},
                    {"definitions", std::move(definitions)}};
  return schema.dump() + "\n";
}

}  // namespace polesweep::guide
