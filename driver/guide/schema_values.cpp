#include "driver/guide/schema_values.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "driver/sweep/ranges.hpp"

namespace polesweep::guide {
namespace {

constexpr const char* ranges_of_tables = "range";
constexpr const char* ranges_elsewhere = "range_without_draws";
constexpr const char* complex_number = "complex";

Json number_schema(FieldType type, const Range& range) {
  const bool whole = type == FieldType::integer;
  Json schema{{"type", whole ? "integer" : "number"}};
  const auto bound = [&](double value) { return whole ? Json(static_cast<std::int64_t>(value)) : Json(value); };
  if (std::isfinite(range.low)) schema[range.low_allowed ? "minimum" : "exclusiveMinimum"] = bound(range.low);
  if (std::isfinite(range.high)) schema[range.high_allowed ? "maximum" : "exclusiveMaximum"] = bound(range.high);
  return schema;
}

bool is_number(FieldType type) { return type == FieldType::integer || type == FieldType::real; }

/// Of one value that is no list, or of an element of a list.
Json scalar_schema(FieldType type, const FieldSpec& spec) {
  switch (type) {
    case FieldType::boolean: return {{"type", "boolean"}};
    case FieldType::integer:
    case FieldType::real: return number_schema(type, spec.range);
    case FieldType::complex: return reference(complex_number);
    default: return spec.choices.empty() ? Json{{"type", "string"}} : Json{{"type", "string"}, {"enum", spec.choices}};
  }
}

FieldType element_of(FieldType type) {
  switch (type) {
    case FieldType::reals: return FieldType::real;
    case FieldType::complexes: return FieldType::complex;
    case FieldType::texts: return FieldType::text;
    default: return type;
  }
}

bool is_list(FieldType type) { return element_of(type) != type; }

/// The help of a field with its unit and default, as editors show it.
std::string description_of(const FieldSpec& spec) {
  std::string text = spec.help;
  if (!spec.unit.empty() && spec.unit != "1") text += fmt::format("; in {}", spec.unit);
  if (!spec.follows.empty()) return fmt::format("{}; default {}", text, spec.follows);
  if (!spec.fallback) return text + (spec.required() ? "; required" : "");
  const std::string fallback = canonical(*spec.fallback);
  return fmt::format("{}; default {}", text, fallback.empty() ? "none" : fallback);
}

Json described(const FieldSpec& spec, Json schema) {
  Json with{{"description", description_of(spec)}};
  with.update(schema);
  return with;
}

/// Beside other types, a table that makes numbers.
Json or_range(Json schema, const char* ranges) {
  schema["if"] = {{"type", "object"}};
  schema["then"] = reference(ranges);
  return schema;
}

/// A list of elements of a field that holds several, or a range of them where they are numbers.
Json listed_values(const FieldSpec& spec) {
  const FieldType element = element_of(spec.type);
  Json schema{{"type", "array"}, {"items", scalar_schema(element, spec)}};
  if (element == FieldType::text) return schema;
  schema["type"] = {"array", "object"};
  return or_range(std::move(schema), ranges_elsewhere);
}

Json range_table(bool with_draws) {
  Json schema{{"type", "object"}, {"description", "numbers from a first to a last one"}, {"additionalProperties", false}};
  for (const sweep::RangeMaker& maker : sweep::range_maker_table()) {
    if (maker.drawn && !with_draws) continue;
    Json end{{"type", "number"}};
    if (maker.is_logarithmic) end["exclusiveMinimum"] = 0;
    schema["properties"][maker.name] = {{"type", "array"}, {"items", end}, {"minItems", 2}, {"maxItems", maker.most_ends}};
    Json one{{"required", {maker.name}}};
    if (maker.counted)
      one["required"].push_back("count");
    else
      one["not"] = {{"required", {"count"}}};
    schema["oneOf"].push_back(one);
  }
  schema["properties"]["count"] = {{"type", "integer"}, {"minimum", 1}};
  return schema;
}

/// What a field steps through: one value, several, or a range.
Json stepped(const FieldSpec& spec, const char* ranges) {
  if (is_list(spec.type)) return described(spec, list_schema(listed_values(spec)));
  Json one = scalar_schema(spec.type, spec);
  if (is_number(spec.type)) {
    Json schema = one;
    schema["type"] = {one["type"], "array", "object"};
    schema["items"] = std::move(one);
    schema["minItems"] = 1;
    return described(spec, or_range(std::move(schema), ranges));
  }
  Json several = list_schema(one);
  Json either = Json::array({std::move(one), std::move(several)});
  if (spec.type == FieldType::complex) either.push_back(reference(ranges));
  // What is in the first of them, editors show beside the names.
  if (spec.type != FieldType::complex) either[0]["description"] = description_of(spec);
  return described(spec, {{"anyOf", std::move(either)}});
}

}  // namespace

Json reference(const std::string& definition) { return {{"$ref", "#/definitions/" + definition}}; }

Json value_schema(const FieldSpec& spec) {
  return described(spec, is_list(spec.type) ? listed_values(spec) : scalar_schema(spec.type, spec));
}

Json axis_schema(const FieldSpec& spec) { return stepped(spec, ranges_of_tables); }

Json steps_schema(const FieldSpec& spec) { return stepped(spec, ranges_elsewhere); }

Json names_schema(const std::vector<std::string>& names, const std::vector<std::string>& meanings) {
  return {{"type", "string"}, {"enum", names}, {"x-taplo", {{"docs", {{"enumValues", meanings}}}}}};
}

Json list_schema(Json element, int least) { return {{"type", "array"}, {"items", std::move(element)}, {"minItems", least}}; }

Json table_schema(const std::vector<FieldSpec>& fields) {
  Json schema{{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
  for (const FieldSpec& spec : fields) {
    schema["properties"][spec.name] = value_schema(spec);
    if (spec.required()) schema["required"].push_back(spec.name);
  }
  return schema;
}

void add_value_definitions(Json& definitions) {
  definitions[ranges_of_tables] = range_table(true);
  definitions[ranges_elsewhere] = range_table(false);
  const Json polar{{"type", "object"},
                   {"properties", {{"modulus", {{"type", "number"}, {"minimum", 0}}}, {"angle", {{"type", "number"}}}}},
                   {"required", {"modulus", "angle"}},
                   {"additionalProperties", false}};
  definitions[complex_number] = {{"description", "a complex number as 0.5, \"0.5-0.3i\" or { modulus = 0.5, angle = 0.3 }"},
                                 {"anyOf", Json::array({{{"type", "number"}}, {{"type", "string"}, {"pattern", "[0-9i]"}}, polar})}};
}

}  // namespace polesweep::guide
