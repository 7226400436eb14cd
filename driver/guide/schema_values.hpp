#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/members/fields.hpp"

/// Values of a sweep file as JSON schema. Keywords of JSON schema constrain values of their own type alone, so that one flat schema says
/// what a number, a list and a range must be; editors show its description for each.
namespace polesweep::guide {

using Json = nlohmann::ordered_json;

/// One value of a field, where a list is the value.
Json value_schema(const FieldSpec& spec);
/// What a field of a table with axes steps through: one value, a list of them, or a range.
Json axis_schema(const FieldSpec& spec);
/// The same of what stands in no such table, and has no draws.
Json steps_schema(const FieldSpec& spec);
/// One of some names, each with a line that editors show.
Json names_schema(const std::vector<std::string>& names, const std::vector<std::string>& meanings);
/// A list of at least `least` such values.
Json list_schema(Json element, int least = 1);
/// A table that reads these fields, each once, and nothing else.
Json table_schema(const std::vector<FieldSpec>& fields);

/// What `"$ref": "#/definitions/..."` of the above refers to.
void add_value_definitions(Json& definitions);
Json reference(const std::string& definition);

}  // namespace polesweep::guide
