#include "driver/theory_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/theory/formulas.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t deepest_value = 16;
constexpr std::size_t longest_quoted = 200;

/// The shell's words may hold any bytes.
std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Error wrong_type(const FieldSpec& spec, const Json& json, std::string_view wanted) {
  return Error(fmt::format("theory: {}: got {} (must be {})", spec.name, excerpt(dumped(json), longest_quoted), wanted));
}

/// Brackets that are open at once, those in texts included. What goes through values recurses for each.
std::size_t depth(std::string_view text) {
  std::size_t open = 0, most = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') most = std::max(most, ++open);
    if ((c == ']' || c == '}') && open > 0) --open;
  }
  return most;
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
      if (json.is_number_unsigned() && json.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) break;
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

}  // namespace

std::string theory_value(const std::string& name, const std::vector<std::string>& arguments) {
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
    if (depth(text) > deepest_value) throw Error(fmt::format("theory: {}: lists in more than {} lists", key, deepest_value));
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) json = text;  // a bare word
    echo[key] = json;
    if (!json.is_null()) values.emplace(key, value_from(*spec, json));  // null: as if not given
  }
  const Json out = {
      {"formula", formula.name}, {"version", formula.version}, {"parameters", echo}, {"value", to_json(theory::evaluate(formula, values))}};
  return dumped(out);
}

}  // namespace polesweep
