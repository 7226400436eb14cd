#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/theory/formulas.hpp"
#include "driver/sweep/question_reader.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
namespace {

bool is_number(const FieldAxis& field) { return field.spec->type == FieldType::real || field.spec->type == FieldType::integer; }

bool holds(const std::vector<Value>& values, const Value& value) {
  return std::any_of(values.begin(), values.end(), [&](const Value& one) { return canonical(one) == canonical(value); });
}

/// What the formula gives for the first combination of a table; none outside its domain.
std::optional<Value> first_value(const Table& table) {
  const MemberInfo& member = table.member(Family::formula);
  FieldValues values;
  for (const FieldSpec& spec : member.fields)
    if (spec.fallback) values.emplace(spec.name, *spec.fallback);
  for (const FieldAxis& field : table.fields) values.insert_or_assign(field.spec->name, field.values.front());
  try {
    return theory::evaluate(*theory::find_formula(member.name), values);
  } catch (const Error&) {
    return std::nullopt;
  }
}

QuestionForm formula_claim_form(const analysis::ClaimKind& kind) {
  QuestionForm form{.name = "claim",
                    .kind = kind.name,
                    .intro = fmt::format("{} of a formula", kind.name),
                    .fields = analysis::claim_fields(kind),
                    .known = {"kind", "parameters"},
                    .chooses_points = false};
  static const std::set<std::string> of_runs = {"quantity", "at", "iteration", "minus", "divided_by", "among", "pool"};
  std::erase_if(form.fields, [](const FieldSpec& spec) { return of_runs.contains(spec.name); });
  return form;
}

/// One `[[claim]]` table about values of `[[theory]]` tables.
class FormulaClaimReader final : public QuestionReader {
 public:
  FormulaClaimReader(const Node& node, const analysis::ClaimKind& kind, const Sweep& sweep, Problems& problems)
      : QuestionReader(node, formula_claim_form(kind), sweep, problems), kind_(kind) {}

 private:
  void check() override {
    find_tables();
    if (reads_well()) check_against_tables();
  }

  std::string between() {
    const auto found = fields().find("between");
    return !kind_.compares || found == fields().end() ? "" : std::get<std::string>(found->second);
  }
  const std::string& side(const char* key) { return std::get<std::string>(fields().at(key)); }

  void find_tables() {
    if (between() != "theory") return find_table("theory");
    if (node_.find("theory")) complain("theory", "not used (of and reference are the tables). Remove it?");
    find_table("of");
    find_table("reference");
  }

  void find_table(const char* key) {
    std::vector<analysis::TableName> names;
    std::vector<std::string> known;
    for (const Table& table : sweep_.theories) {
      names.push_back({table.label, table.member(Family::formula).name});
      for (const std::string& name : {names.back().label, names.back().formula})
        if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
    }
    const std::string& name = side(key);
    const std::vector<std::size_t> found = analysis::tables_called(names, name);
    if (found.empty())
      complain(key, fmt::format("no [[theory]] table is called '{}'", name) + known_names(name, "labels and formulas:", known));
    else if (found.size() > 1)
      complain(key, fmt::format("{} [[theory]] tables are called '{}'. Give each a label?", found.size(), name));
    else
      tables_.push_back(&sweep_.theories[found.front()]);
  }

  void check_against_tables() {
    if (kind_.compares && between().empty()) return complain("between", "missing (a parameter, element or theory)");
    if (kind_.is_bounded) check_claimed({kind_.name, kind_.least, kind_.most});
    if (kind_.compares) check_sides_differ();
    if (kind_.has_band) check_tolerance();
    read_parameters();
    if (kind_.has_axis) check_axis();
    if (kind_.compares) check_sides();
    check_values();
  }

  /// Returns the field of a parameter in a table, or nullptr after reporting a problem.
  const FieldAxis* find_parameter(const Table& table, std::string_view key, const std::string& parameter, Where place) {
    std::vector<std::string> known;
    for (const FieldAxis& field : table.fields) {
      if (field.spec->name == parameter) return &field;
      known.push_back(field.spec->name);
    }
    problems_.add(place, path(key), fmt::format("unknown '{}'", parameter) + known_names(parameter, table.label + " sets:", known));
    return nullptr;
  }

  void read_parameters() {
    const Node* node = node_.find("parameters");
    if (!node) return;
    if (!node->is_table())
      return complain("parameters", fmt::format("got {} (must be a table, as in {{ K = [4, 8], rho = 0.9 }})", short_literal(*node)));
    for (const Entry& entry : node->table()) {
      for (const Table* table : tables_) {
        const FieldAxis* field = find_parameter(*table, "parameters", entry.key, entry.where);
        if (!field) return;
        if (table != tables_.front()) continue;
        Condition condition{"parameters." + entry.key,
                            read_axis(entry.value, {*field->spec, path("parameters.") + entry.key, problems_}, nullptr)};
        table_.question.conditions.push_back({condition.path, {}});
        for (const Value& value : condition.values) table_.question.conditions.back().values.push_back(plain_text(value));
        table_.conditions.push_back(std::move(condition));
      }
    }
    for (const Table* table : tables_)
      if (reads_well() && !any_meets(*table))
        complain("parameters", fmt::format("no combination of {} matches these values", table->label));
  }

  /// Parameters that step together must meet their conditions together.
  bool any_meets(const Table& table) const {
    return std::all_of(table.axes.begin(), table.axes.end(), [&](const std::vector<std::size_t>& axis) {
      for (std::size_t i = 0; i < table.length(axis); ++i) {
        const bool meets = std::all_of(axis.begin(), axis.end(), [&](std::size_t field) {
          return std::all_of(table_.conditions.begin(), table_.conditions.end(), [&](const Condition& condition) {
            return condition.path != "parameters." + table.fields[field].spec->name ||
                   holds(condition.values, table.fields[field].values[i]);
          });
        });
        if (meets) return true;
      }
      return false;
    });
  }

  void check_axis() {
    Fields values(fields());
    const analysis::Axis axis = analysis::read_axis(values);
    if (!node_.find("axis")) return complain("axis", "missing (a parameter of the [[theory]] table)");
    if (axis.from > axis.to) complain("from", fmt::format("{} is larger than to = {}", axis.from, axis.to));
    if (axis.path == between()) complain("axis", fmt::format("of and reference differ in {} already", axis.path));
    for (const Table* table : tables_) {
      const FieldAxis* field = find_parameter(*table, "axis", axis.path, where("axis"));
      if (!field) return;
      if (!is_number(*field))
        complain("axis", fmt::format("{} is no number", axis.path));
      else if (field->values.size() < 2)
        complain("axis", fmt::format("{} has a single value in {}", axis.path, table->label));
      else if (const std::size_t within = values_within(*field, axis); within < kind_.fewest_places)
        complain(node_.find("from") ? "from" : "to", fmt::format("leaves {} of {} (a claim of kind '{}' needs {})",
                                                                 counted(within, "value"), axis.path, kind_.name, kind_.fewest_places));
    }
  }

  static std::size_t values_within(const FieldAxis& field, const analysis::Axis& axis) {
    return static_cast<std::size_t>(std::count_if(field.values.begin(), field.values.end(), [&](const Value& value) {
      const auto* whole = std::get_if<std::int64_t>(&value);
      const double number = whole ? static_cast<double>(*whole) : std::get<double>(value);
      return !(number < axis.from) && !(number > axis.to);
    }));
  }

  void check_sides() {
    if (between() == "theory" || between() == "element") return;
    const FieldAxis* field = find_parameter(*tables_.front(), "between", between(), where("between"));
    if (!field) return;
    for (const char* key : {"of", "reference"}) {
      const auto value = parse_plain_text(field->spec->type, side(key));
      if (!value)
        complain(key, fmt::format("got '{}' (must be {})", side(key), type_name(field->spec->type)));
      else if (!holds(field->values, *value))
        complain(key, fmt::format("got '{}' ({} has no such {})", side(key), tables_.front()->label, between()));
    }
  }

  /// Checks that the formula gives real numbers, and enough of them.
  void check_values() {
    Fields values(fields());
    const std::int64_t element = analysis::read_subject(values).element;
    for (const Table* table : tables_) {
      const std::optional<Value> value = first_value(*table);
      if (!value) continue;
      if (std::holds_alternative<std::vector<Complex>>(*value))
        return complain(between() == "theory" ? "of" : "theory",
                        fmt::format("{} gives complex numbers, which are not compared", table->label));
      const auto* list = std::get_if<std::vector<double>>(&*value);
      const auto count = list ? static_cast<std::int64_t>(list->size()) : 1;
      if (between() != "element") {
        check_element("element", element, count);
        continue;
      }
      for (const char* key : {"of", "reference"}) {
        const auto asked = parse_plain_text(FieldType::integer, side(key));
        if (!asked)
          complain(key, fmt::format("got '{}' (must be a position, from 0)", side(key)));
        else
          check_element(key, std::get<std::int64_t>(*asked), count);
      }
    }
  }

  void check_element(const char* key, std::int64_t element, std::int64_t count) {
    if (element < 0 || element >= count)
      complain(key, fmt::format("got {} (the formula gives {} numbers, counted from 0)", element, count));
  }

  const analysis::ClaimKind& kind_;
  std::vector<const Table*> tables_;  ///< one, or the two compared
};

}  // namespace

AskedTable read_formula_claim(const Node& node, const analysis::ClaimKind& kind, const Sweep& sweep, Problems& problems) {
  return FormulaClaimReader(node, kind, sweep, problems).read();
}

}  // namespace polesweep::sweep
