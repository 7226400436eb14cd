#include "analysis/claims/question.hpp"

#include <algorithm>
#include <cmath>
#include <regex>

#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {
std::string read_statement(Fields& fields) { return fields.text({.name = "statement", .help = "what is claimed, in words"}); }

Subject read_subject(Fields& fields) {
  Subject subject;
  subject.quantity = fields.text(
      {.name = "quantity", .help = "what is compared: the risk, a metric or a derived quantity (of runs only)", .fallback = "risk"});
  subject.at =
      fields.real({.name = "at",
                   .help = "length, or threshold, at which it is taken; 0 is the last length, the smallest threshold (of runs only)",
                   .fallback = 0,
                   .range = non_negative});
  subject.iteration =
      fields.integer({.name = "iteration",
                      .help = "number of updates after which it is taken, of what repeats its samples also over lengths; 0 for "
                              "what is measured at lengths (of runs only)",
                      .fallback = 0,
                      .range = {.low = 0}});
  const DerivedQuantity* derived = find_derived_quantity(subject.quantity);
  if (subject.iteration > 0 || (derived && derived->along == Along::iterations)) subject.along = Along::iterations;
  subject.element = fields.integer(
      {.name = "element", .help = "which of several numbers, from 0; of a matrix row by row", .fallback = 0, .range = {.low = 0}});
  subject.minus = fields.text({.name = "minus",
                               .help = "what is taken from the quantity: a number, a field of the point (task.noise), or a quantity, as in "
                                       "risk, singular_values[1] (its element 1), risk@300 (at that length or iteration); of runs only",
                               .fallback = ""});
  subject.divided_by = fields.text({.name = "divided_by", .help = "what that is divided by, written alike (of runs only)", .fallback = ""});
  return subject;
}

std::optional<Term> parse_term(const std::string& text) {
  constexpr std::size_t longest = 200;  // regular expressions of the standard library recurse for each letter
  if (text.size() > longest) return std::nullopt;
  if (const auto number = parse_plain_text(FieldType::real, text))
    return std::isfinite(std::get<double>(*number)) ? std::optional(Term{.number = std::get<double>(*number)}) : std::nullopt;
  static const std::regex quantity(R"(([a-z_0-9]+)(?:\[(\d{1,9})\])?(?:@(\S+))?)");
  static const std::regex path(R"((?:task|poles|learner)\.[a-z_0-9.]+)");
  if (std::regex_match(text, path)) return Term{.path = text};
  std::smatch parts;
  if (!std::regex_match(text, parts, quantity)) return std::nullopt;
  Term term{.quantity = parts[1]};
  if (parts[2].matched) term.element = std::stoll(parts[2]);
  if (!parts[3].matched) return term;
  const auto place = parse_plain_text(FieldType::real, parts[3].str());
  if (!place) return std::nullopt;
  term.place = std::get<double>(*place);
  return term;
}

Subject subject_of(const Term& term, const Subject& beside) {
  const DerivedQuantity* derived = find_derived_quantity(term.quantity);
  Subject subject{
      .quantity = term.quantity, .along = derived ? derived->along : beside.along, .element = term.element, .over_sets = beside.over_sets};
  const bool along_iterations = subject.along == Along::iterations;
  if (!derived || derived->per_length) subject.at = beside.at;
  if (!derived && along_iterations) subject.iteration = beside.iteration;
  if (!term.place) return subject;
  if (along_iterations)
    subject.iteration = static_cast<std::int64_t>(*term.place);
  else
    subject.at = *term.place;
  return subject;
}

std::string subject_text(const Subject& subject) {
  std::string text = subject.quantity;
  if (!subject.minus.empty()) text += " - " + subject.minus;
  if (subject.divided_by.empty()) return text;
  return (subject.minus.empty() ? text : "(" + text + ")") + " / " + subject.divided_by;
}

Scope read_scope(Fields& fields) {
  const bool finite =
      fields.choice(
          {.name = "among",
           .help = "the runs it is about; finite: those whose value is a finite number, with the others counted beside it (of runs only)",
           .choices = "all|finite",
           .fallback = "all"}) == 1;
  const bool some = fields.choice({.name = "contexts",
                                   .help = "where it has to hold: in every context that the conditions leave, or in some",
                                   .choices = "every|some",
                                   .fallback = "every"}) == 1;
  return {finite, some};
}

bool read_pool(Fields& fields) {
  return fields.boolean(
      {.name = "pool",
       .help = "takes all points together, instead of each context by itself (of runs only: values of formulas always are)",
       .fallback = false});
}

std::string read_table(Fields& fields) {
  return fields.text({.name = "theory", .help = "label or formula of the [[theory]] table it is about, instead of runs", .fallback = ""});
}

const std::vector<std::string>& places() {
  static const std::vector<std::string> names = {"length", "iteration", "threshold", "element"};
  return names;
}

bool is_place(const std::string& between) { return std::find(places().begin(), places().end(), between) != places().end(); }

FieldSpec mark_field(const std::string& name) {
  const bool is_map = name == "theory";
  return {.name = name,
          .type = FieldType::text,
          .help = is_map ? "label or formula of the [[theory]] table whose map the runs are drawn on"
                         : "what runs have along this axis: a number, a field of the point, or a quantity",
          .unit = "",
          .fallback = {},
          .range = {},
          .choices = {}};
}

bool is_on_formulas(const Question& question) {
  const ClaimKind* kind = find_claim_kind(question.kind);
  if (kind == nullptr || !kind->on_formulas) return false;
  Fields fields(question.fields);
  if (!read_table(fields).empty()) return true;
  const auto between = question.fields.find("between");
  return kind->compares && between != question.fields.end() && between->second == Value(std::string("theory"));
}

std::vector<std::size_t> tables_called(const std::vector<TableName>& tables, const std::string& name) {
  std::vector<std::size_t> by_label;
  std::vector<std::size_t> by_formula;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i].label == name) by_label.push_back(i);
    if (tables[i].formula == name) by_formula.push_back(i);
  }
  return by_label.empty() ? by_formula : by_label;
}

Pair read_pair(Fields& fields) {
  Pair pair;
  pair.between = fields.text(
      {.name = "between",
       .help =
           "label, the field in which the two differ (their sides may then be tables of it and conditions of their own), or length, iteration, threshold, element; of [[theory]] a parameter, element or theory",
       .fallback = "label"});
  pair.of = fields.text({.name = "of", .help = "label, or value of it, of the one"});
  pair.reference = fields.text({.name = "reference", .help = "label, or value of it, of the other"});
  return pair;
}

std::string side_text(const Question& question, const std::string& side, const std::string& value) {
  const auto own = question.sides.find(side);
  if (own == question.sides.end()) return value;
  std::string text;
  for (const PointCondition& condition : own->second)
    for (std::size_t i = 0; i < condition.values.size(); ++i)
      text += (i > 0 ? " or " : (text.empty() ? "" : ", ") + condition.path + " ") + condition.values[i];
  return value + " (" + text + ")";
}

std::string read_other(Fields& fields) {
  return fields.text({.name = "with", .help = "the other quantity, as in risk, singular_values[1] or risk@300"});
}

Axis read_axis(Fields& fields) {
  Axis axis;
  axis.path = fields.text(
      {.name = "axis", .help = "length, iteration, or a field that is a number; of [[theory]] a parameter", .fallback = "length"});
  axis.from = fields.real({.name = "from", .help = "smallest value of the axis that counts", .follows = "its first"});
  axis.to = fields.real({.name = "to", .help = "largest value of the axis that counts", .follows = "its last"});
  return axis;
}

Subject along_axis(Subject subject, const Axis& axis) {
  if (axis.path == words(Along::lengths).name && subject.along == Along::iterations) subject.over_sets = true;
  if (axis.path == words(Along::iterations).name) subject.along = Along::iterations;
  return subject;
}

FormulaChoice read_formula(Fields& fields) {
  FormulaChoice choice;
  choice.name = fields.text({.name = "formula", .help = "name of a formula of polesweep theory"});
  choice.component = fields.integer(
      {.name = "component", .help = "which number of a formula whose value is a list, from 0", .fallback = 0, .range = {.low = 0}});
  choice.factor = fields.real({.name = "factor", .help = "the formula's value is multiplied by it", .fallback = 1});
  return choice;
}

std::vector<FieldSpec> comparison_fields() {
  Fields fields;
  read_pair(fields);
  read_subject(fields);
  std::vector<FieldSpec> specs = fields.declared();
  std::erase_if(specs, [](const FieldSpec& spec) { return spec.name == "of"; });
  return specs;
}

std::vector<FieldSpec> question_fields(const Question& question) {
  if (question.kind.empty()) return comparison_fields();
  const ClaimKind* kind = find_claim_kind(question.kind);
  return kind ? claim_fields(*kind) : std::vector<FieldSpec>{};
}

const std::vector<DerivedQuantity>& derived_quantities() {
  constexpr double any = -std::numeric_limits<double>::infinity();
  static const std::vector<DerivedQuantity> quantities = {
      {"samples_to_threshold", "smallest length from which the run's nmse stays at or below the threshold", true, false, true},
      {"sample_complexity", "smallest length from which the 1 - delta quantile of nmse stays at or below the threshold", true, false,
       false},
      {"convergence_rate", "rate r in risk - floor ~ exp(-r N)", false, false, true, Along::lengths, any},
      {"update_rate", "rate r in risk - floor ~ exp(-r u) over the updates u", false, false, true, Along::iterations, any},
      {"plateau_length", "longest stretch of samples in which the risk falls by less than a tenth, before it falls further", false, false,
       true},
      {"plateau_updates", "the same in updates", false, false, true, Along::iterations},
      {"diverged", "1 for a run that diverged, else 0", false, false, true, Along::lengths, 0, 1},
      {"wall_seconds", "computing time of the run", false, false, true},
      {"operations", "nominal operations up to the length", false, true, true}};
  return quantities;
}

double number_of_text(const std::string& text) {
  if (text == "true" || text == "false") return text == "true" ? 1 : 0;
  const auto number = parse_plain_text(FieldType::real, text);
  return number ? std::get<double>(*number) : std::numeric_limits<double>::quiet_NaN();
}

bool same_value(const std::string& a, const std::string& b) { return a == b || number_of_text(a) == number_of_text(b); }

const DerivedQuantity* find_derived_quantity(const std::string& name) {
  for (const DerivedQuantity& quantity : derived_quantities())
    if (quantity.name == name) return &quantity;
  return nullptr;
}

}  // namespace polesweep::analysis
