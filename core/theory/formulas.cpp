#include "core/theory/formulas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "core/error.hpp"

namespace polesweep::theory {
namespace {

bool finite(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return std::isfinite(*number);
  if (const auto* numbers = std::get_if<std::vector<double>>(&value))
    return std::all_of(numbers->begin(), numbers->end(), [](double x) { return std::isfinite(x); });
  if (const auto* numbers = std::get_if<std::vector<Complex>>(&value))
    return std::all_of(numbers->begin(), numbers->end(), [](Complex z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); });
  throw std::logic_error("a formula gave neither a number nor a list of numbers");
}

Error outside(const Formula& formula, const char* why) {
  return Error(fmt::format("{}: outside the domain: {} (domain: {})", formula.name, why, formula.domain));
}

std::vector<FieldSpec> declared(const Formula& formula) {
  Fields fields;
  try {
    formula.evaluate(fields);
  } catch (const std::domain_error&) {  // what stood in for the parameters does not matter
  }
  return fields.declared();
}

}  // namespace

std::vector<const Formula*> formulas() {
  std::vector<const Formula*> all;
  for (const std::span<const Formula> paper : {formulas_p1, formulas_p2, formulas_p3})
    for (const Formula& formula : paper) all.push_back(&formula);
  return all;
}

std::vector<FieldSpec> parameters(const Formula& formula) {
  // Some formulas take long with what stands in for their parameters.
  static const std::map<const Formula*, std::vector<FieldSpec>> known = [] {
    std::map<const Formula*, std::vector<FieldSpec>> all;
    for (const Formula* each : formulas()) all.emplace(each, declared(*each));
    return all;
  }();
  const auto found = known.find(&formula);
  return found == known.end() ? declared(formula) : found->second;
}

const std::vector<MemberInfo>& formula_members() {
  static const std::vector<MemberInfo> infos = [] {
    std::vector<MemberInfo> all;
    for (const Formula* formula : formulas())
      all.push_back({.name = formula->name,
                     .summary = formula->summary,
                     .version = formula->version,
                     .fields = parameters(*formula),
                     .formula = formula->formula,
                     .source = formula->source});
    return all;
  }();
  return infos;
}

const Formula* find_formula(std::string_view name) {
  for (const Formula* formula : formulas())
    if (name == formula->name) return formula;
  return nullptr;
}

Value evaluate(const Formula& formula, const FieldValues& given) {
  for (const FieldSpec& spec : parameters(formula)) {
    const auto found = given.find(spec.name);
    if (found == given.end()) {
      if (spec.required()) throw Error(fmt::format("{}: {}: missing ({}; {})", formula.name, spec.name, spec.help, allowed(spec)));
      continue;
    }
    if (const auto problem = problem_with(spec, found->second)) throw Error(fmt::format("{}: {}: {}", formula.name, spec.name, *problem));
  }
  return evaluate_checked(formula, given);
}

Value evaluate_checked(const Formula& formula, const FieldValues& given) {
  Fields fields(given);
  try {
    Value value = formula.evaluate(fields);
    if (!finite(value)) throw outside(formula, "the value is not finite");
    return value;
  } catch (const std::domain_error& error) {
    throw outside(formula, error.what());
  }
}

}  // namespace polesweep::theory
