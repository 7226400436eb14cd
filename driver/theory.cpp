#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/theory/formulas.hpp"
#include "driver/commands.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/markdown.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep {
namespace {

using Json = nlohmann::ordered_json;

Error wrong_type(const FieldSpec& spec, const Json& json, std::string_view wanted) {
  return Error(fmt::format("theory: {}: got {} (must be {})", spec.name, json.dump(), wanted));
}

double number_from(const FieldSpec& spec, const Json& json) {
  if (!json.is_number()) throw wrong_type(spec, json, type_name(spec.type));
  return json.get<double>();
}

/// A number, or [re, im].
Complex complex_from(const FieldSpec& spec, const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (!json.is_array() || json.size() != 2) throw wrong_type(spec, json, "a number or [re, im]");
  return {number_from(spec, json[0]), number_from(spec, json[1])};
}

/// Rows are put one after the other: a list of pairs and a matrix are lists of reals.
void append_reals(const FieldSpec& spec, const Json& json, std::vector<double>& out) {
  if (!json.is_array()) return out.push_back(number_from(spec, json));
  for (const Json& item : json) append_reals(spec, item, out);
}

Value value_from(const FieldSpec& spec, const Json& json) {
  switch (spec.type) {
    case FieldType::boolean:
      if (json.is_boolean()) return json.get<bool>();
      break;
    case FieldType::integer:
      if (json.is_number_integer()) return json.get<std::int64_t>();
      break;
    case FieldType::real: return number_from(spec, json);
    case FieldType::complex: return complex_from(spec, json);
    case FieldType::text:
      if (json.is_string()) return json.get<std::string>();
      break;
    case FieldType::reals:
      if (json.is_array()) {
        std::vector<double> values;
        append_reals(spec, json, values);
        return values;
      }
      break;
    case FieldType::complexes:
      if (json.is_array()) {
        std::vector<Complex> values;
        for (const Json& item : json) values.push_back(complex_from(spec, item));
        return values;
      }
      break;
    case FieldType::texts: break;  // no formula takes texts
  }
  throw wrong_type(spec, json, type_name(spec.type));
}

Json to_json(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) return *numbers;
  Json list = Json::array();
  for (const Complex z : std::get<std::vector<Complex>>(value)) list.push_back({z.real(), z.imag()});
  return list;
}

const theory::Formula& known_formula(const std::string& name) {
  if (const theory::Formula* found = theory::find_formula(name)) return *found;
  std::vector<std::string> names;
  for (const theory::Formula* formula : theory::formulas()) names.emplace_back(formula->name);
  throw Error(fmt::format("theory: {}: unknown formula{}", name, sweep::known_names(name, "there are", names)));
}

void evaluate(const std::string& name, const std::vector<std::string>& arguments) {
  const theory::Formula& formula = known_formula(name);
  const std::vector<FieldSpec> specs = theory::parameters(formula);
  FieldValues values;
  Json echo = Json::object();
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0) throw Error(fmt::format("theory: got '{}' (must be parameter=value)", argument));
    const std::string key = argument.substr(0, equals);
    const auto spec = std::find_if(specs.begin(), specs.end(), [&](const FieldSpec& known) { return known.name == key; });
    if (spec == specs.end()) {
      std::vector<std::string> names;
      for (const FieldSpec& known : specs) names.push_back(known.name);
      throw Error(fmt::format("theory: {}: unknown parameter{}", key, sweep::known_names(key, name + " reads:", names)));
    }
    if (echo.contains(key)) throw Error(fmt::format("theory: {}: given twice", key));
    const std::string text = argument.substr(equals + 1);
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) json = text;  // a bare word
    echo[key] = json;
    if (!json.is_null()) values.emplace(key, value_from(*spec, json));  // null: as if not given
  }
  const Json out = {
      {"formula", formula.name}, {"version", formula.version}, {"parameters", echo}, {"value", to_json(theory::evaluate(formula, values))}};
  fmt::print("{}\n", out.dump());
}

std::string default_text(const FieldSpec& spec) { return spec.fallback ? canonical(*spec.fallback) : std::string("required"); }

void print_text() {
  for (const theory::Formula* formula : theory::formulas()) {
    fmt::print("{:<26} {}\n", formula->name, formula->summary);
    for (const FieldSpec& spec : theory::parameters(*formula))
      fmt::print("    {:<12} {}; {}; {}\n", spec.name, spec.help, spec.fallback ? "default " + default_text(spec) : "required",
                 allowed(spec));
  }
}

void print_json() {
  Json out = Json::array();
  for (const theory::Formula* formula : theory::formulas()) {
    Json fields = Json::array();
    for (const FieldSpec& spec : theory::parameters(*formula))
      fields.push_back({{"name", spec.name},
                        {"help", spec.help},
                        {"type", type_name(spec.type)},
                        {"allowed", allowed(spec)},
                        {"unit", spec.unit},
                        {"default", spec.fallback ? Json(canonical(*spec.fallback)) : Json(nullptr)}});
    out.push_back({{"name", formula->name},
                   {"version", formula->version},
                   {"summary", formula->summary},
                   {"formula", formula->formula},
                   {"domain", formula->domain},
                   {"accuracy", formula->accuracy},
                   {"source", formula->source},
                   {"parameters", std::move(fields)}});
  }
  fmt::print("{}\n", out.dump(2));
}

void print_markdown() {
  fmt::print("Generated by `polesweep theory --markdown`. p1: arXiv 2602.21454, p2: arXiv 2606.00243, p3: arXiv 2501.08040.\n");
  for (const theory::Formula* formula : theory::formulas()) {
    fmt::print("\n### `{}`\n\n{}.\n\n- Formula: `{}`\n- Domain: {}\n- Accuracy: {}\n- Source: {}\n", formula->name, formula->summary,
               formula->formula, formula->domain, formula->accuracy, formula->source);
    fmt::print("\n| parameter | meaning | default | allowed | unit |\n|---|---|---|---|---|\n");
    for (const FieldSpec& spec : theory::parameters(*formula))
      fmt::print("| `{}` | {} | {} | {} | {} |\n", spec.name, markdown_cell(spec.help), markdown_cell(default_text(spec)),
                 markdown_cell(allowed(spec)), spec.unit);
  }
}

}  // namespace

void add_theory(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("theory", "list the closed forms of the three papers, or evaluate one and print JSON");
  struct Options {
    std::string formula;
    std::vector<std::string> arguments;
    bool json = false;
    bool markdown = false;
  };
  auto options = std::make_shared<Options>();
  command->add_option("formula", options->formula, "name, as in p2.rate_slow; all are listed if left out");
  command
      ->add_option("parameters", options->arguments,
                   "parameter=value, values in JSON, complex numbers as [re, im], bare words as texts: s=1.3 teacher=[1.1,0.9,0.8]")
      ->expected(0, -1)
      ->delimiter('\0');
  command->add_flag("--json", options->json, "list as JSON");
  command->add_flag("--markdown", options->markdown, "list as a reference page");
  command->callback([options, &exit_code] {
    if (!options->formula.empty())
      evaluate(options->formula, options->arguments);
    else if (options->markdown)
      print_markdown();
    else if (options->json)
      print_json();
    else
      print_text();
    exit_code = execute::ExitCode::complete;
  });
}

}  // namespace polesweep
