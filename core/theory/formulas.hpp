#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/members/fields.hpp"
#include "core/members/members.hpp"

/// The closed forms of the three papers by name, with their parameters as fields: what `polesweep theory` lists and evaluates.
namespace polesweep::theory {

/// One row of the table. The evaluator reads all parameters first and checks how they go together afterwards.
struct Formula {
  const char* name;  ///< p1, p2 or p3 for the paper, then the quantity
  int version;       ///< raised when values change
  const char* summary;
  const char* formula;
  const char* domain;
  const char* accuracy;  ///< of the value, relative unless it says otherwise
  const char* source;
  Value (*evaluate)(Fields& parameters);  ///< a number, a list of numbers or a list of complex numbers
};

/// p1: arXiv 2602.21454, p2: arXiv 2606.00243, p3: arXiv 2501.08040.
extern const std::span<const Formula> formulas_p1;
extern const std::span<const Formula> formulas_p2;
extern const std::span<const Formula> formulas_p3;

/// All of them, in the order of the papers.
std::vector<const Formula*> formulas();
std::vector<FieldSpec> parameters(const Formula& formula);
/// The same as members of a family, for `[[theory]]` tables: position i is that of `formulas()`.
const std::vector<MemberInfo>& formula_members();
/// Returns nullptr if there is no formula of that name.
const Formula* find_formula(std::string_view name);

/// Errors: a parameter that is missing, of the wrong type or out of range; anything outside the domain; a value that is not finite. All say
/// what is allowed. Unknown parameters are the caller's to refuse.
Value evaluate(const Formula& formula, const FieldValues& parameters);
/// The same for parameters that have been checked one by one against `parameters(formula)`: for many evaluations.
Value evaluate_checked(const Formula& formula, const FieldValues& parameters);

}  // namespace polesweep::theory
