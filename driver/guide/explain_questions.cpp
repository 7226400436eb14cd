#include "driver/guide/explain_questions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/claims/claim.hpp"
#include "analysis/claims/question.hpp"
#include "analysis/conclusions/claim_text.hpp"
#include "analysis/text/numbers.hpp"
#include "driver/guide/wording.hpp"

namespace polesweep::guide {
namespace {

using analysis::Along;

/// Where a quantity is taken, as in " at 1000 samples"; "" of what has one value for each run.
std::string place_of(const analysis::Subject& subject, const sweep::Sweep& sweep) {
  const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
  const auto at = [&](double last) { return analysis::exact_number(subject.at > 0 ? subject.at : last); };
  if (derived && derived->at_threshold) {
    const auto smallest = std::min_element(sweep.thresholds.begin(), sweep.thresholds.end());
    return fmt::format(" for the threshold {} of nmse", at(smallest == sweep.thresholds.end() ? 0 : *smallest));
  }
  if (derived && !derived->per_length) return "";
  if (subject.along == Along::iterations) {
    const std::int64_t last = sweep.iterations.empty() ? 0 : sweep.iterations.back();
    return fmt::format(" after {} updates", subject.iteration > 0 ? subject.iteration : last);
  }
  if (sweep.lengths.empty()) return " at the last place";
  return fmt::format(" after {} samples", at(static_cast<double>(sweep.lengths.back())));
}

std::string side(const std::string& between, const std::string& value) {
  return between == "label" ? fmt::format("\"{}\"", value) : fmt::format("{} = {}", between, value);
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

std::string explain_comparison(const sweep::AskedTable& asked, const sweep::Sweep& sweep) {
  Fields fields(asked.question.fields);
  const analysis::Subject subject = analysis::read_subject(fields);
  const analysis::Pair pair = analysis::read_pair(fields);
  return fmt::format(
      "{}{}, of everything that differs from {} in {} alone, as a multiple of that of {}, on paired seeds{}. The intervals of all rows "
      "are adjusted together (Bonferroni).",
      capital(analysis::subject_text(subject)), place_of(subject, sweep), side(pair.between, pair.reference), pair.between,
      side(pair.between, pair.reference), where_text(asked));
}

/// What the number of a claim is made of.
std::string claimed_number(const analysis::ClaimKind& kind, const sweep::AskedTable& asked, const sweep::Sweep& sweep) {
  Fields fields(asked.question.fields);
  const bool on_formulas = analysis::is_on_formulas(asked.question);
  analysis::Subject subject = analysis::read_subject(fields);
  const analysis::Axis axis = kind.has_axis ? analysis::read_axis(fields) : analysis::Axis{};
  if (kind.has_axis && axis.path == "iteration") subject.along = Along::iterations;
  const bool along_places = kind.has_axis && (axis.path == "length" || axis.path == "iteration");
  const analysis::Pair pair = kind.compares ? analysis::read_pair(fields) : analysis::Pair{};
  const bool two_places = kind.compares && analysis::is_place(pair.between);
  std::string text = on_formulas ? "the value of the formula" : analysis::subject_text(subject);
  if (on_formulas && kind.on_formulas && pair.between != "theory") {
    const std::string table = analysis::read_table(fields);
    if (!table.empty()) text += fmt::format(" \"{}\"", table);
  }
  if (!on_formulas && subject.element > 0) text += fmt::format(" (element {})", subject.element);
  if (!on_formulas && !along_places && !two_places) text += place_of(subject, sweep);
  if (kind.relates) text += fmt::format(" with {}", analysis::read_other(fields));
  if (kind.compares) text += fmt::format(", of {} against {}", side(pair.between, pair.of), side(pair.between, pair.reference));
  if (kind.has_axis) text += (kind.compares ? "," : "") + axis_text(axis);
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
  const analysis::Scope scope = analysis::read_scope(fields);
  std::string text =
      fmt::format("\"{}\". This is claimed of {} ({}): {}{}", analysis::read_statement(fields), claimed_number(*kind, asked, sweep),
                  kind->name, analysis::claimed(asked.question), parameters_text(asked.question.parameters));
  text += where_text(asked);
  text += ". ";
  if (!analysis::is_on_formulas(asked.question)) {
    text += scope.some_context ? "It is enough that it holds in one context. " : "It has to hold in every context. ";
    if (scope.finite_alone) text += "Runs without a finite value are left out and counted. ";
  }
  text.pop_back();
  return text;
}

}  // namespace polesweep::guide
