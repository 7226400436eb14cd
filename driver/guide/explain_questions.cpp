#include "driver/guide/explain_questions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "analysis/claims/claim.hpp"
#include "analysis/claims/question.hpp"
#include "analysis/conclusions/claim_text.hpp"
#include "analysis/text/numbers.hpp"
#include "core/counted.hpp"
#include "driver/guide/wording.hpp"

namespace polesweep::guide {
namespace {

using analysis::Along;

bool has(const sweep::AskedTable& asked, const char* key) { return asked.question.fields.contains(key); }

std::string samples_text(double samples) { return samples == 1 ? "1 sample" : fmt::format("{} samples", analysis::exact_number(samples)); }

/// Where a quantity is taken, as in " after 1000 samples". What is given is always said, else what it stands for; `over`: what the numbers
/// run over, an axis or what a pair differs in, which needs no place.
std::string place_of(const analysis::Subject& subject, const std::string& over, const sweep::AskedTable& asked, const sweep::Sweep& sweep) {
  const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
  const bool at_iterations = subject.along == Along::iterations || over == "iteration";
  if (derived && derived->at_threshold) {
    if (over == "threshold") return "";
    const auto smallest = std::min_element(sweep.thresholds.begin(), sweep.thresholds.end());
    const double threshold = subject.at > 0 ? subject.at : smallest == sweep.thresholds.end() ? 0 : *smallest;
    return fmt::format(" for the threshold {} of nmse", analysis::exact_number(threshold));
  }
  const bool has_place = !derived || derived->per_length;
  std::string text;
  if (has(asked, "iteration") || (at_iterations && has_place && over != "iteration" && !sweep.iterations.empty())) {
    const std::int64_t updates = subject.iteration > 0 ? subject.iteration : sweep.iterations.empty() ? 0 : sweep.iterations.back();
    text += fmt::format(" after {}", counted(static_cast<std::uint64_t>(updates), "update"));
  }
  if (has(asked, "at") && subject.at > 0)
    text += fmt::format(" {} {}", at_iterations ? "on" : "after", samples_text(subject.at));
  else if (!at_iterations && has_place && over != "length")
    text += sweep.lengths.empty() ? " at the last place" : " after " + samples_text(static_cast<double>(sweep.lengths.back()));
  return text;
}

/// A side: its value of what the sides differ in, and the conditions on it alone.
std::string side(const sweep::AskedTable& asked, const std::string& between, const char* key, const std::string& value) {
  std::string text = between == "label" ? fmt::format("\"{}\"", value) : fmt::format("{} = {}", between, value);
  const auto own = asked.sides.find(key);
  if (own == asked.sides.end()) return text;
  std::vector<sweep::Condition> others = own->second;
  std::erase_if(others, [&](const sweep::Condition& condition) { return condition.path == between; });
  return others.empty() ? text : fmt::format("{} ({})", text, explain_conditions(others));
}

std::string axis_text(const analysis::Axis& axis) {
  std::string text = fmt::format(" along {}", axis.path);
  if (!std::isnan(axis.from)) text += fmt::format(" from {}", analysis::exact_number(axis.from));
  if (!std::isnan(axis.to)) text += fmt::format(" to {}", analysis::exact_number(axis.to));
  return text;
}

std::string parameters_text(const FieldValues& parameters) {
  std::vector<std::string> items;
  for (const auto& [name, value] : parameters) items.push_back(fmt::format("{} = {}", name, plain_text(value)));
  return items.empty() ? "" : fmt::format(" with {}", enumeration(items));
}

std::string where_text(const sweep::AskedTable& asked) {
  const std::string conditions = explain_conditions(asked.conditions);
  return conditions.empty() ? "" : fmt::format(" where {}", conditions);
}

/// Settings of a learner that meet conditions; along a field that is the axis of a claim none is chosen.
std::size_t settings_left(const sweep::Table& learner, const std::vector<sweep::Condition>& conditions, const std::string& along) {
  const auto meets = [&](const sweep::FieldAxis& field, std::size_t i) {
    return std::ranges::all_of(conditions, [&](const sweep::Condition& condition) {
      return condition.path != field.path() ||
             std::ranges::any_of(condition.values, [&](const Value& value) { return canonical(value) == canonical(field.values[i]); });
    });
  };
  std::size_t product = 1;
  for (const std::vector<std::size_t>& axis : learner.axes) {
    std::size_t left = 0;
    for (std::size_t i = 0; i < learner.length(axis); ++i)
      left += std::ranges::all_of(axis, [&](std::size_t field) { return meets(learner.fields[field], i); }) ? 1 : 0;
    const bool is_along = std::ranges::any_of(axis, [&](std::size_t field) { return learner.fields[field].path() == along; });
    product *= is_along ? std::min<std::size_t>(left, 1) : left;
  }
  return product;
}

/// Whether a choice is left among the settings of a learner, on one of the sides that name it.
bool has_choice(const sweep::AskedTable& asked, const sweep::Table& learner) {
  const auto given = asked.question.fields.find("axis");
  const std::string along = given == asked.question.fields.end() ? "" : std::get<std::string>(given->second);
  if (asked.sides.empty()) return settings_left(learner, asked.conditions, along) > 1;
  bool named = false;
  for (const char* key : {"of", "reference"}) {
    const auto side = asked.question.fields.find(key);
    if (side == asked.question.fields.end() || side->second != Value(learner.label)) continue;
    named = true;
    std::vector<sweep::Condition> conditions = asked.conditions;
    if (const auto own = asked.sides.find(key); own != asked.sides.end())
      conditions.insert(conditions.end(), own->second.begin(), own->second.end());
    if (settings_left(learner, conditions, along) > 1) return true;
  }
  return !named && settings_left(learner, asked.conditions, along) > 1;
}

/// " The best of several settings of "LMS" counts ...", of learners that the table is about; tuning says it of those that are tuned.
std::string best_settings_text(const sweep::AskedTable& asked, const sweep::Sweep& sweep) {
  const analysis::Question& question = asked.question;
  std::set<std::string> named;
  bool names_all = false;  // of one side of a comparison, or without conditions
  const auto given = question.fields.find("between");
  const std::string between = given == question.fields.end() ? "label" : std::get<std::string>(given->second);
  const analysis::ClaimKind* kind = analysis::find_claim_kind(question.kind);
  if (between.starts_with("learner.")) return "";
  if ((kind == nullptr || kind->compares) && between == "label") {
    for (const char* key : {"of", "reference"})
      if (const auto side = question.fields.find(key); side != question.fields.end()) named.insert(std::get<std::string>(side->second));
    names_all = kind == nullptr;
  } else {
    names_all = true;
    for (const analysis::PointCondition& condition : question.conditions) {
      if (condition.path != "label") continue;
      names_all = false;
      named.insert(condition.values.begin(), condition.values.end());
    }
  }
  std::vector<std::string> several;
  for (const sweep::Table& learner : sweep.learners) {
    const std::string quoted = fmt::format("\"{}\"", learner.label);
    if (learner.tune.empty() && has_choice(asked, learner) && (names_all || named.contains(learner.label)) &&
        std::ranges::find(several, quoted) == several.end())
      several.push_back(quoted);
  }
  if (several.empty()) return "";
  return fmt::format(
      " Where several settings of {} meet the conditions, the best of them counts: that of the lowest median risk on one half of the seeds, "
      "judged on the other.",
      enumeration(several, "or"));
}

std::string element_text(const sweep::AskedTable& asked, const analysis::Subject& subject) {
  return has(asked, "element") ? fmt::format(" (element {})", subject.element) : "";
}

std::string explain_comparison(const sweep::AskedTable& asked, const sweep::Sweep& sweep) {
  Fields fields(asked.question.fields);
  const analysis::Subject subject = analysis::read_subject(fields);
  const analysis::Pair pair = analysis::read_pair(fields);
  const std::string reference = side(asked, pair.between, "reference", pair.reference);
  return fmt::format(
      "{}{}{}, of everything that differs from {} in {} alone, as a multiple of that of {}, on paired seeds{}. The intervals of all rows "
      "are adjusted together (Bonferroni).{}",
      capital(analysis::subject_text(subject)), element_text(asked, subject), place_of(subject, pair.between, asked, sweep), reference,
      pair.between, reference, where_text(asked), best_settings_text(asked, sweep));
}

/// Which runs a fraction counts, and what a slope takes logarithms of.
std::string own_fields_text(const analysis::ClaimKind& kind, const sweep::AskedTable& asked) {
  const FieldValues& fields = asked.question.fields;
  std::vector<std::string> bounds;
  for (const auto& [key, word] : {std::pair("run_above", "above"), std::pair("run_below", "below")})
    if (const auto found = fields.find(key); found != fields.end())
      bounds.push_back(fmt::format("{} {}", word, analysis::exact_number(std::get<double>(found->second))));
  std::string text;
  if (!bounds.empty()) text += fmt::format(", counting what is {}", enumeration(bounds));
  if (std::string_view(kind.name) != "slope") return text;
  const auto given = fields.find("logarithms");
  const std::string logarithms = given == fields.end() ? "both" : std::get<std::string>(given->second);
  if (logarithms == "both") return text + ", with logarithms of both";
  if (logarithms == "neither") return text + ", with logarithms of neither";
  return text + fmt::format(", with logarithms of the {} alone", logarithms);
}

/// What the number of a claim is made of.
std::string claimed_number(const analysis::ClaimKind& kind, const sweep::AskedTable& asked, const sweep::Sweep& sweep) {
  Fields fields(asked.question.fields);
  const bool on_formulas = analysis::is_on_formulas(asked.question);
  analysis::Subject subject = analysis::read_subject(fields);
  const analysis::Axis axis = kind.has_axis ? analysis::read_axis(fields) : analysis::Axis{};
  if (kind.has_axis) subject = analysis::along_axis(subject, axis);
  const analysis::Pair pair = kind.compares ? analysis::read_pair(fields) : analysis::Pair{};
  std::string text = on_formulas ? "the value of the formula" : analysis::subject_text(subject);
  if (on_formulas && kind.on_formulas && pair.between != "theory") {
    const std::string table = analysis::read_table(fields);
    if (!table.empty()) text += fmt::format(" \"{}\"", table);
  }
  text += element_text(asked, subject);
  if (!on_formulas) {
    // An axis of a pair of places still leaves the other place.
    const bool along_place = kind.has_axis && (axis.path == "length" || axis.path == "iteration");
    text += place_of(subject, along_place ? axis.path : pair.between, asked, sweep);
  }
  if (kind.relates) text += fmt::format(" with {}", analysis::read_other(fields));
  if (kind.compares)
    text +=
        fmt::format(", of {} against {}", side(asked, pair.between, "of", pair.of), side(asked, pair.between, "reference", pair.reference));
  if (kind.has_axis) text += (kind.compares ? "," : "") + axis_text(axis);
  return text + own_fields_text(kind, asked);
}

/// Which contexts and runs decide it.
std::string scope_text(const analysis::ClaimKind& kind, const sweep::AskedTable& asked) {
  if (analysis::is_on_formulas(asked.question)) return "";
  Fields fields(asked.question.fields);
  const analysis::Scope scope = analysis::read_scope(fields);
  std::string text;
  if (kind.relates || (kind.pools_points && analysis::read_pool(fields)))
    text += " All points are taken together.";
  else
    text += scope.some_context ? " It is enough that it holds in one context." : " It has to hold in every context.";
  if (scope.finite_alone) text += " Runs without a finite value are left out and counted.";
  return text;
}

}  // namespace

std::string explain_conditions(const std::vector<sweep::Condition>& conditions) {
  std::vector<std::string> items;
  items.reserve(conditions.size());
  for (const sweep::Condition& condition : conditions)
    items.push_back(fmt::format("{} is {}", condition.path, values_text(condition.values)));
  return enumeration(items);
}

std::string explain_question(const sweep::AskedTable& asked, const sweep::Sweep& sweep) {
  const analysis::ClaimKind* kind = analysis::find_claim_kind(asked.question.kind);
  if (kind == nullptr) return explain_comparison(asked, sweep);
  Fields fields(asked.question.fields);
  std::string claimed = analysis::claimed(asked.question);
  if (has(asked, "component"))
    claimed += fmt::format(" (component {} of the formula's value)", std::get<std::int64_t>(asked.question.fields.at("component")));
  std::string text =
      fmt::format("\"{}\". This is claimed of {} ({}): {}{}{}.{}", analysis::read_statement(fields), claimed_number(*kind, asked, sweep),
                  kind->name, claimed, parameters_text(asked.question.parameters), where_text(asked), scope_text(*kind, asked));
  if (!analysis::is_on_formulas(asked.question)) text += best_settings_text(asked, sweep);
  return text;
}

}  // namespace polesweep::guide
