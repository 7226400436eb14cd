#include "analysis/results/question_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/results/runs.hpp"
#include "core/error.hpp"
#include "core/results/variables.hpp"
#include "core/theory/formulas.hpp"

namespace polesweep::analysis {
namespace {

const std::string where_prefix = "where.";
const std::string parameter_prefix = "parameter.";
const std::string side_prefixes[] = {"of.", "reference."};

struct Lines {
  std::vector<std::string> table;
  std::vector<std::int64_t> entry;
  std::vector<std::string> key;
  std::vector<std::string> value;

  void add(const char* name, std::size_t number, std::string line_key, std::string line_value) {
    table.emplace_back(name);
    entry.push_back(static_cast<std::int64_t>(number));
    key.push_back(std::move(line_key));
    value.push_back(std::move(line_value));
  }
  void add(const char* name, const std::vector<Question>& questions) {
    for (std::size_t i = 0; i < questions.size(); ++i) {
      add(name, i, "kind", questions[i].kind);
      for (const auto& [field, held] : questions[i].fields) add(name, i, field, plain_text(held));
      for (const auto& [parameter, held] : questions[i].parameters) add(name, i, parameter_prefix + parameter, plain_text(held));
      for (const PointCondition& condition : questions[i].conditions)
        for (const std::string& held : condition.values) add(name, i, where_prefix + condition.path, held);
      for (const auto& [side, conditions] : questions[i].sides)
        for (const PointCondition& condition : conditions)
          for (const std::string& held : condition.values) add(name, i, side + "." + condition.path, held);
    }
  }
};

Value parsed(const std::vector<FieldSpec>& specs, const std::string& key, const std::string& text) {
  for (const FieldSpec& spec : specs)
    if (spec.name == key)
      if (auto value = parse_plain_text(spec.type, text)) return *std::move(value);
  throw Error(fmt::format("questions: '{}' = '{}' cannot be read. Were these results written by another version?", key, text));
}

std::vector<FieldSpec> formula_parameters(const Question& question) {
  const auto name = question.fields.find("formula");
  for (const theory::Formula* formula : theory::formulas())
    if (name != question.fields.end() && std::get<std::string>(name->second) == formula->name) return theory::parameters(*formula);
  return {};
}

/// A parameter that is no value of its type is the path of a field.
Value parsed_parameter(const std::vector<FieldSpec>& specs, const std::string& key, const std::string& text) {
  for (const FieldSpec& spec : specs)
    if (spec.name == key)
      if (auto value = parse_plain_text(spec.type, text)) return *std::move(value);
  return text;
}

void add_condition(std::vector<PointCondition>& conditions, const std::string& path, const std::string& value) {
  if (conditions.empty() || conditions.back().path != path) conditions.push_back({path, {}});
  conditions.back().values.push_back(value);
}

/// "of" or "reference" if the key is that of a condition on that side; "" of any other.
std::string side_of_key(const std::string& key) {
  for (const std::string& prefix : side_prefixes)
    if (key.starts_with(prefix)) return prefix.substr(0, prefix.size() - 1);
  return "";
}

}  // namespace

results::Group questions_group(const Asked& asked) {
  Lines lines;
  lines.add("compare", asked.comparisons);
  lines.add("claim", asked.claims);
  lines.add("mark", asked.marks);
  results::Group group{.name = "questions", .attributes = {}, .dimensions = {{"line", lines.key.size()}}, .variables = {}, .groups = {}};
  const auto say = [&](const char* name, results::Values values) {
    group.variables.push_back(results::make_variable("questions", name, std::move(values)));
  };
  say("table", std::move(lines.table));
  say("entry", std::move(lines.entry));
  say("key", std::move(lines.key));
  say("value", std::move(lines.value));
  return group;
}

Asked read_questions(const results::Group& root) {
  Asked asked;
  const results::Group* group = root.find_group("questions");
  if (group == nullptr) return asked;
  const auto table = values<std::string>(*group, "table", {"line"});
  const auto entry = values<std::int64_t>(*group, "entry", {"line"});
  const auto key = values<std::string>(*group, "key", {"line"});
  const auto value = values<std::string>(*group, "value", {"line"});
  std::vector<FieldSpec> specs;
  std::vector<FieldSpec> parameters;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool is_mark = table[i] == "mark";
    std::vector<Question>& questions = is_mark ? asked.marks : table[i] == "claim" ? asked.claims : asked.comparisons;
    if (entry[i] == static_cast<std::int64_t>(questions.size())) {
      questions.push_back({value[i], {}, {}, {}});
      specs = question_fields(questions.back());
      if (key[i] != "kind" || specs.empty()) throw Error(fmt::format("questions: unknown kind '{}'", value[i]));
    } else if (key[i].starts_with(where_prefix)) {
      add_condition(questions.back().conditions, key[i].substr(where_prefix.size()), value[i]);
    } else if (const std::string side = side_of_key(key[i]); !side.empty() && !is_mark) {
      add_condition(questions.back().sides[side], key[i].substr(side.size() + 1), value[i]);
    } else if (key[i].starts_with(parameter_prefix)) {
      if (questions.back().parameters.empty()) parameters = formula_parameters(questions.back());
      const std::string name = key[i].substr(parameter_prefix.size());
      questions.back().parameters.emplace(name, parsed_parameter(parameters, name, value[i]));
    } else {
      questions.back().fields.emplace(key[i], parsed(is_mark ? std::vector{mark_field(key[i])} : specs, key[i], value[i]));
    }
  }
  return asked;
}

}  // namespace polesweep::analysis
