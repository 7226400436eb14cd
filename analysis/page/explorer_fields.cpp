#include "analysis/page/explorer_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <tuple>

#include "analysis/text/numbers.hpp"
#include "core/members/members.hpp"
#include "core/members/parts.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Variable;

/// JSON's escapes are TOML's, except for one that nobody writes unless asked to.
std::string toml_text(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A value of a field in TOML.
struct Literal {
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
  std::string operator()(double real) const { return canonical(real); }
  std::string operator()(const Complex& number) const {
    return number.imag() == 0 ? canonical(number.real()) : toml_text(canonical(Value(number)));
  }
  std::string operator()(const std::string& text) const { return toml_text(text); }
  template <class T>
  std::string operator()(const std::vector<T>& list) const {
    std::string text = "[";
    for (const T& entry : list) text += (text.size() > 1 ? ", " : "") + (*this)(entry);
    return text + "]";
  }
};

/// One column: which part of a point it belongs to, and how its values are written in a sweep.
class FieldColumn {
 public:
  FieldColumn(const Group& root, const Variable& variable) : variable_(variable) {
    for (const PointPart& part : point_parts()) {
      if (column_of(kind_path(part.family)) == variable.name) {
        is_kind_ = true;
        absent_ = part.kind_if_absent ? part.kind_if_absent : "";
        path_ = kind_path(part.family);
        return;
      }
    }
    for (const PointPart& part : point_parts()) {
      const std::string prefix = column_of(part.path) + "_";
      const Variable* kinds = root.find(column_of(kind_path(part.family)));
      if (!kinds || !variable.name.starts_with(prefix)) continue;
      parts_.push_back({&part, kinds, variable.name.substr(prefix.size())});
      path_ = field_path(part.family, parts_.back().field);
    }
  }

  /// As in messages; the name of the column if no part of a point has it.
  std::string path() const { return path_.empty() ? variable_.name : path_; }

  /// "" if the point has no such field. Of whole numbers -1 says so as well, unless the point's member has the field: then it is the value.
  std::string text(std::size_t point) const {
    std::string text = PointFields::text(variable_, point);
    if (!text.empty() || !std::holds_alternative<std::vector<std::int64_t>>(variable_.values)) return text;
    const FieldSpec* spec = spec_at(point);
    return spec && spec->type == FieldType::integer ? "-1" : "";
  }

  /// "" for a value that need not be written: none, or the default.
  std::string literal(const std::string& text, std::size_t point) const {
    if (text.empty() || (is_kind_ && text == absent_)) return "";
    if (is_kind_) return toml_text(text);
    const FieldSpec* spec = spec_at(point);
    if (!spec) return "";
    const std::optional<Value> value = value_of(*spec, text);
    if (!value || (spec->fallback && canonical(*spec->fallback) == canonical(*value))) return "";
    return "[" + std::visit(Literal{}, *value) + "]";
  }

 private:
  struct Part {
    const PointPart* part;
    const Variable* kinds;
    std::string field;
  };

  const FieldSpec* spec_at(std::size_t point) const {
    for (const Part& one : parts_) {
      const MemberInfo* info = find_member(one.part->family, PointFields::text(*one.kinds, point));
      if (!info) continue;
      for (const FieldSpec& spec : info->fields)
        if (spec.name == one.field) return &spec;
    }
    return nullptr;
  }
  /// A column of whole numbers holds truth values as 0 and 1.
  static std::optional<Value> value_of(const FieldSpec& spec, const std::string& text) {
    if (spec.type == FieldType::boolean && (text == "0" || text == "1")) return Value(text == "1");
    return parse_plain_text(spec.type, text);
  }

  const Variable& variable_;
  std::vector<Part> parts_;  ///< networks and pole settings share the prefix of their columns
  std::string path_;
  bool is_kind_ = false;
  std::string absent_;
};

std::string in_words_of(std::string path) {
  if (path.starts_with("learner.")) path = path.substr(8);
  std::replace(path.begin(), path.end(), '.', ' ');
  return in_words(path);
}

/// A value by which it is sorted, as text and in TOML.
using Key = std::tuple<double, std::string, std::string>;

nlohmann::json packed_column(const std::vector<Key>& of_points) {
  std::map<Key, int> positions;
  for (const Key& key : of_points)
    if (!std::get<1>(key).empty()) positions.emplace(key, 0);
  nlohmann::json column = {{"texts", nlohmann::json::array()}, {"literals", nlohmann::json::array()}, {"index", nlohmann::json::array()}};
  bool alike = true;
  int next = 0;
  for (auto& [key, position] : positions) {
    position = next++;
    column["texts"].push_back(std::get<1>(key));
    column["literals"].push_back(std::get<2>(key));
  }
  for (const Key& key : of_points) {
    const int position = std::get<1>(key).empty() ? -1 : positions.at(key);
    alike = alike && position == 0;
    column["index"].push_back(position);
  }
  if (alike) column.erase("index");
  return column;
}

}  // namespace

nlohmann::json explorer_columns(const Group& root, const PointFields& fields, std::size_t points) {
  nlohmann::json columns = nlohmann::json::array();
  for (const PointFields::Column& column : fields.columns()) {
    const Variable& variable = *column.variable;
    const FieldColumn field(root, variable);
    const bool numeric = !std::holds_alternative<std::vector<std::string>>(variable.values);
    std::vector<Key> of_points;
    for (std::size_t p = 0; p < points; ++p) {
      std::string text = field.text(p);
      std::string literal = field.literal(text, p);
      of_points.emplace_back(numeric && !text.empty() ? std::strtod(text.c_str(), nullptr) : 0, std::move(text), std::move(literal));
    }
    nlohmann::json made = packed_column(of_points);
    if (made["texts"].empty()) continue;
    made["path"] = field.path();
    made["name"] = in_words_of(field.path());
    made["numeric"] = numeric;
    if (!variable.units.empty() && variable.units != "1") made["unit"] = variable.units;
    columns.push_back(std::move(made));
  }
  return columns;
}

std::vector<std::string> explorer_settings(const Group& root, std::span<const std::uint64_t> seeds) {
  std::vector<std::string> settings;
  std::istringstream sweep(root.attribute("sweep"));
  bool in_tables = false;
  for (std::string line; std::getline(sweep, line);) {
    in_tables = in_tables || line.starts_with("[");
    // What was found by looks is a number by now.
    if (!in_tables && line.starts_with("seeds = ") && line.find("until") != std::string::npos)
      settings.push_back(fmt::format("seeds = {{ start = {}, count = {} }}", seeds.empty() ? 0 : seeds.front(), seeds.size()));
    else if (!in_tables && (line.starts_with("seeds = ") || line.starts_with("lengths = ") || line.starts_with("iterations = ")))
      settings.push_back(line);
    for (const char* questions : {"exclude", "compare", "claim", "mark", "theory"}) {
      const std::string none = fmt::format("{} = []", questions);
      if (line == fmt::format("[[{}]]", questions) && std::find(settings.begin(), settings.end(), none) == settings.end())
        settings.push_back(none);
    }
  }
  return settings;
}

}  // namespace polesweep::analysis
