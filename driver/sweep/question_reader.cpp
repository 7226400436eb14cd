#include "driver/sweep/question_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/excerpt.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"
#include "driver/sweep/conditions.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
namespace {

/// Keys that choose points.
const std::vector<std::string> selecting_keys{"task", "poles", "learner", "label"};

bool contains(const auto& list, const auto& value) { return std::find(list.begin(), list.end(), value) != list.end(); }

std::string literal_value(const Node& node) {
  if (const auto* real = std::get_if<double>(&node.content)) return canonical(*real);
  return literal(node);
}

std::vector<analysis::PointCondition> asked_of(const std::vector<Condition>& conditions) {
  std::vector<analysis::PointCondition> asked;
  for (const Condition& condition : conditions) {
    asked.push_back({condition.path, {}});
    for (const Value& value : condition.values) asked.back().values.push_back(plain_text(value));
  }
  return asked;
}

}  // namespace

QuestionReader::QuestionReader(const Node& node, QuestionForm form, const Sweep& sweep, Problems& problems)
    : node_(node), sweep_(sweep), problems_(problems), form_(std::move(form)), first_problem_(problems.count()) {
  table_.where = node.where;
  table_.question.kind = form_.kind;
  for (const Entry& entry : node.table()) table_.keys.emplace(entry.key, entry.value.where);
}

AskedTable QuestionReader::read() {
  read_fields();
  if (form_.chooses_points) read_selection();
  if (reads_well()) check();
  return std::move(table_);
}

std::string QuestionReader::path(std::string_view key) const { return fmt::format("{}.{}", form_.name, key); }

Where QuestionReader::where(std::string_view key) const {
  const Node* node = node_.find(key);
  return node ? node->where : node_.where;
}

void QuestionReader::complain(std::string_view key, const std::string& text) { problems_.add(where(key), path(key), text); }

void QuestionReader::read_fields() {
  std::vector<std::string> known = form_.known;
  if (form_.chooses_points) known.insert(known.begin(), selecting_keys.begin(), selecting_keys.end());
  for (const FieldSpec& spec : form_.fields) known.push_back(spec.name);
  check_keys(node_, form_.name, form_.intro + " reads:", known, problems_);
  for (const FieldSpec& spec : form_.fields) read_field(spec);
}

void QuestionReader::read_field(const FieldSpec& spec) {
  const Node* node = node_.find(spec.name);
  if (!node) {
    if (spec.required()) complain(spec.name, fmt::format("missing ({})", spec.help));
    return;
  }
  if (node->is_list() && spec.type == FieldType::text && (spec.name == "of" || spec.name == "reference"))
    return complain(spec.name, fmt::format("got a list (must be one label or value). Write a [[{}]] table for each of them?", form_.name));
  // A value of a field, and a term, may be a number, and stands as its canonical text.
  static const std::vector<std::string> numbers_too{"of", "reference", "minus", "divided_by"};
  if (form_.chooses_points && node->is_table() && (spec.name == "of" || spec.name == "reference")) return read_side(spec, *node);
  const bool may_be_number = contains(numbers_too, spec.name) || (form_.name == "mark" && spec.name != "theory");
  if (may_be_number && !node->text() && !node->is_list() && !node->is_table()) {
    fields().emplace(spec.name, literal_value(*node));
    return;
  }
  if (auto value = read_value(*node, {spec, path(spec.name), problems_})) fields().emplace(spec.name, *std::move(value));
}

std::vector<Condition> QuestionReader::read_point_conditions(const Node& node) {
  std::vector<Condition> conditions;
  NodeTable entries;
  for (const Entry& entry : node.table()) {
    if (entry.key == "label") {
      const FieldSpec texts{.name = "label", .type = FieldType::text, .help = "", .unit = "", .fallback = {}, .range = {}, .choices = {}};
      conditions.push_back({"label", read_axis(entry.value, {texts, path("label"), problems_}, nullptr)});
      for (const Value& label : conditions.back().values) check_label("label", std::get<std::string>(label));
    } else if (entry.key == "task" || entry.key == "poles" || entry.key == "learner") {
      entries.push_back(entry);
    }
  }
  for (Condition& condition : read_conditions(entries, form_.name, problems_)) {
    if (condition.path != label_path) {
      conditions.push_back(std::move(condition));
      continue;
    }
    for (const Value& label : condition.values) check_label(label_path, std::get<std::string>(label));
    if (!conditions.empty() && conditions.front().path == "label") complain(label_path, "is the same as label, which is given, too");
    // In front, where the resolved text is read again.
    conditions.insert(conditions.begin(), {"label", std::move(condition.values)});
  }
  return conditions;
}

void QuestionReader::read_selection() {
  table_.conditions = read_point_conditions(node_);
  table_.question.conditions = asked_of(table_.conditions);
}

void QuestionReader::read_side(const FieldSpec& spec, const Node& node) {
  check_keys(node, path(spec.name), spec.name + " reads:", selecting_keys, problems_);
  const auto given = fields().find("between");
  std::string between = given == fields().end() ? "label" : std::get<std::string>(given->second);
  if (analysis::is_place(between)) return complain(spec.name, fmt::format("got a table (must be a {})", between));
  between = between == "label" || full_path(between) == label_path ? "label" : full_path(between);
  if (between.empty()) return;  // is complained about with the pair
  std::vector<Condition> conditions = read_point_conditions(node);
  const auto value =
      std::find_if(conditions.begin(), conditions.end(), [&](const Condition& condition) { return condition.path == between; });
  if (value == conditions.end()) return complain(spec.name, fmt::format("{} is missing (of and reference differ in it)", between));
  if (value->values.empty()) return;  // is complained about
  if (value->values.size() > 1 && plain_text(value->values.front()) != plain_text(value->values.back()))
    return complain(spec.name, fmt::format("got several values of {} (a side has one)", between));
  fields().emplace(spec.name, plain_text(value->values.front()));
  value->values.resize(1);
  if (conditions.size() == 1) return;
  table_.sides.emplace(spec.name, conditions);
  conditions.erase(value);
  table_.question.sides.emplace(spec.name, asked_of(conditions));
}

/// A learner with tuned fields may be known by its label and what else differs, in brackets.
void QuestionReader::check_label(std::string_view key, const std::string& label) {
  std::vector<std::string> labels;
  for (const Table& learner : sweep_.learners) {
    if (label == learner.label || (!learner.tune.empty() && label.starts_with(learner.label + " ("))) return;
    if (!contains(labels, learner.label)) labels.push_back(learner.label);
  }
  complain(key, fmt::format("no learner is labelled '{}'", label) + known_names(label, "labels:", labels));
}

void QuestionReader::check_quantity(const analysis::Subject& subject) {
  const std::size_t before = problems_.count();
  check_quantity_named("quantity", subject.quantity);
  if (problems_.count() != before) return;
  check_element("element", subject.quantity, subject.element);
  const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
  if (derived && subject.iteration > 0) complain("iteration", fmt::format("not used ({} is not measured at iterations)", derived->name));
  for (const char* key : {"minus", "divided_by"}) check_term(key, subject);
}

void QuestionReader::check_term(const std::string& key, const analysis::Subject& subject) {
  const auto found = fields().find(key);
  if (found == fields().end()) return;
  const std::string& text = std::get<std::string>(found->second);
  const std::optional<analysis::Term> term = analysis::parse_term(text);
  const bool is_combined = key != "with";
  if (!term || (!is_combined && term->quantity.empty()))
    return complain(key, fmt::format("got '{}' (must be {}a quantity, as in risk, singular_values[1] or risk@300)", excerpt(text),
                                     is_combined ? "a number, a field of the point, or " : ""));
  if (is_combined && subject.quantity == "sample_complexity")
    return complain(key, "not used (sample_complexity has no value for each run). Remove it?");
  if (key == "divided_by" && term->number && *term->number == 0) return complain(key, "got 0 (nothing can be divided by it)");
  if (!term->path.empty()) return check_number_path(key);
  if (term->quantity.empty()) return;
  const std::size_t before = problems_.count();
  check_quantity_named(key, term->quantity);
  if (problems_.count() != before) return;
  const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(term->quantity);
  if (derived && !derived->per_run) return complain(key, fmt::format("{} has no value for each run", derived->name));
  check_element(key, term->quantity, term->element);
  check_term_place(key, *term, subject);
}

/// A place after @ is one of the sweep's.
void QuestionReader::check_term_place(const std::string& key, const analysis::Term& term, const analysis::Subject& subject) {
  if (!term.place) return;
  const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(term.quantity);
  const auto among = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&](auto known) { return static_cast<double>(known) == *term.place; });
  };
  if (derived && derived->at_threshold) {
    if (!among(sweep_.thresholds)) complain(key, fmt::format("@{} is none of [measure] thresholds", canonical(*term.place)));
  } else if (derived && !derived->per_length) {
    complain(key, fmt::format("@{} is not used ({} has one value for each run)", canonical(*term.place), derived->name));
  } else if (subject.along == analysis::Along::iterations) {
    if (!among(sweep_.iterations)) complain(key, fmt::format("@{} is none of the sweep's iterations", canonical(*term.place)));
  } else if (!among(sweep_.lengths)) {
    complain(key, fmt::format("@{} is none of the sweep's lengths", canonical(*term.place)));
  }
}

void QuestionReader::check_quantity_named(std::string_view key, const std::string& quantity) {
  std::vector<std::string> known{"risk", analysis::normalised_risk};
  for (const std::string& metric : sweep_.metrics) {
    const Measure* measure = find_measure(metric);  // none of a name that has been complained about
    for (const std::string& variable : measure ? measure->variables() : std::vector{metric})
      if (!contains(known, variable)) known.push_back(variable);
  }
  for (const analysis::DerivedQuantity& quantity : analysis::derived_quantities()) known.emplace_back(quantity.name);
  if (contains(sweep_.metrics, quantity) && !contains(known, quantity))
    return complain(key, fmt::format("'{}' stands in the results as {}. Name one of these?", quantity,
                                     fmt::join(find_measure(quantity)->variables(), ", ")));
  if (!contains(known, quantity)) {
    const bool is_metric = find_member(Family::measure, quantity) != nullptr;
    return complain(key, is_metric ? fmt::format("'{}' is not measured. Add it to [measure] metrics?", quantity)
                                   : fmt::format("unknown '{}'", quantity) + known_names(quantity, "measured or derived:", known));
  }
  const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(quantity);
  if (derived && derived->along == analysis::Along::iterations && sweep_.iterations.empty())
    complain(key, fmt::format("{} needs iterations, and the sweep has none", derived->name));
}

void QuestionReader::check_place(const analysis::Subject& subject) {
  const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
  if (subject.iteration > 0 && !contains(sweep_.iterations, subject.iteration))
    complain("iteration", fmt::format("got {} (must be one of the sweep's iterations)", subject.iteration));
  if (subject.at == 0) return;
  if (derived && derived->at_threshold) {
    if (!contains(sweep_.thresholds, subject.at))
      complain("at", fmt::format("got {} (must be one of [measure] thresholds)", canonical(subject.at)));
  } else if (derived && !derived->per_length) {
    complain("at", fmt::format("not used ({} has one value for each run). Remove it?", derived->name));
  } else if (!contains(sweep_.lengths, static_cast<std::int64_t>(subject.at)) || subject.at != std::round(subject.at)) {
    complain("at", fmt::format("got {} (must be one of the sweep's lengths)", canonical(subject.at)));
  }
}

void QuestionReader::check_pair(const std::vector<std::string>& sides) {
  Fields values(fields());
  const analysis::Pair pair = analysis::read_pair(values);
  if (pair.between == "label" || pair.between == label_path) {
    if (pair.between == label_path) fields().at("between") = std::string("label");
    for (const std::string& side : sides) check_label(side, std::get<std::string>(fields().at(side)));
    return;
  }
  if (!make_full("between")) return;
  const std::vector<FieldSpec>& specs = known_paths().at(std::get<std::string>(fields().at("between")));
  for (const std::string& side : sides) {
    const std::string& text = std::get<std::string>(fields().at(side));
    std::string why;
    const bool suits = std::any_of(specs.begin(), specs.end(), [&](const FieldSpec& spec) {
      const auto value = parse_plain_text(spec.type, text);
      const auto problem = value ? problem_with(spec, *value) : fmt::format("got '{}' (must be {})", text, type_name(spec.type));
      if (problem) why = *problem;
      return !problem;
    });
    if (!suits) complain(side, why);
  }
}

void QuestionReader::check_number_path(const std::string& key) {
  const std::string given = std::get<std::string>(fields().at(key));
  if (!make_full(key)) return;
  const std::vector<FieldSpec>& specs = known_paths().at(std::get<std::string>(fields().at(key)));
  if (std::none_of(specs.begin(), specs.end(),
                   [](const FieldSpec& spec) { return spec.type == FieldType::real || spec.type == FieldType::integer; }))
    complain(key, fmt::format("{} is no number", given));
}

bool QuestionReader::make_full(const std::string& key) {
  const auto found = fields().find(key);
  if (found == fields().end()) return true;
  const std::string& given = std::get<std::string>(found->second);
  const std::string full = full_path(given);
  if (full.empty())
    complain(key, fmt::format("unknown path '{}'", given) + known_paths_text(given));
  else
    found->second = full;
  return !full.empty();
}

void QuestionReader::check_bounds(const char* above_key, const char* below_key, const Range& range) {
  const auto bound = [&](const char* key) {
    const auto found = fields().find(key);
    return found == fields().end() ? not_measured : std::get<double>(found->second);
  };
  const double above = bound(above_key);
  const double below = bound(below_key);
  if (above >= below) complain(above_key, fmt::format("{} leaves no room below {}", above, below));
  if (above >= range.most) complain(above_key, fmt::format("got {} (no {} is above {})", above, range.what, range.most));
  if (below <= range.least) complain(below_key, fmt::format("got {} (no {} is below {})", below, range.what, range.least));
  if (range.least_is_met ? above < range.least : above <= range.least)
    complain(above_key, fmt::format("got {} (every {} is above it). Remove it?", above, range.what));
  if (below > range.most) complain(below_key, fmt::format("got {} (every {} is below it). Remove it?", below, range.what));
}

void QuestionReader::check_claimed(const Range& range) {
  if (!fields().contains("above") && !fields().contains("below"))
    problems_.add(node_.where, form_.name, "claims nothing (needs above, below or both)");
  check_bounds("above", "below", range);
}

void QuestionReader::check_tolerance() {
  const auto width = [&](const char* key, double fallback) {
    const auto found = fields().find(key);
    return found == fields().end() ? fallback : std::get<double>(found->second);
  };
  constexpr double usual = 0.05;
  const double relative = width("tolerance", usual);
  const double absolute = width("absolute_tolerance", 0);
  if (relative == 0 && absolute == 0) complain("tolerance", "got 0 (nothing is within a band without width)");
}

void QuestionReader::check_sides_differ() {
  const std::string& of = std::get<std::string>(fields().at("of"));
  const std::string& reference = std::get<std::string>(fields().at("reference"));
  const auto conditions = [&](const char* side) {
    const auto own = table_.question.sides.find(side);
    return own == table_.question.sides.end() ? std::vector<analysis::PointCondition>{} : own->second;
  };
  if (analysis::same_value(of, reference) && conditions("of") == conditions("reference"))
    complain("reference", fmt::format("got '{}', as of has (nothing is compared with itself)", reference));
}

void QuestionReader::check_element(std::string_view key, const std::string& quantity, std::int64_t element) {
  const Measure* measure = measure_of_variable(quantity);
  if (element > 0 && !(measure && measure->own.name))
    complain(key, fmt::format("got {} ({} is one number). Remove it?", element, quantity));
}

}  // namespace polesweep::sweep
