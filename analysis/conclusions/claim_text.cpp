#include "analysis/conclusions/claim_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// A part of 1 in percent, without the last digits that the multiplication brings in.
std::string percent(double part) { return fmt::format("{:.15g} %", 100 * part); }

std::string tolerance_text(const Tolerance& tolerance) {
  std::string relative = percent(tolerance.relative);
  if (tolerance.absolute == 0) return relative;
  const std::string absolute = exact_number(tolerance.absolute);
  return tolerance.relative == 0 ? absolute : fmt::format("{} or {}", relative, absolute);
}

std::string bounds_text(const Bounds& bounds) {
  if (std::isnan(bounds.above)) return "< " + exact_number(bounds.below);
  if (std::isnan(bounds.below)) return "> " + exact_number(bounds.above);
  return fmt::format("in ({}, {})", exact_number(bounds.above), exact_number(bounds.below));
}

}  // namespace

std::string claimed_formula(const Question& claim) {
  const ClaimKind* kind = find_claim_kind(claim.kind);
  if (kind == nullptr || !kind->has_formula) return "";
  Fields fields(claim.fields);
  const FormulaChoice formula = read_formula(fields);
  return formula.factor == 1 ? formula.name : fmt::format("{} × {}", exact_number(formula.factor), formula.name);
}

namespace {

/// What is claimed of one context.
std::string claimed_of_each(const ClaimKind& kind, const Question& claim) {
  Fields fields(claim.fields);
  if (kind.has_formula) return fmt::format("{} ± {}", claimed_formula(claim), tolerance_text(read_tolerance(fields)));
  if (kind.is_bounded) return bounds_text(read_bounds(fields));
  if (kind.compares) return "within " + percent(read_band(fields));
  const Direction direction = read_direction(fields);
  const std::string word = direction.rises ? "rising" : "falling";
  return direction.tolerance == 0 ? word : fmt::format("{}, steps back up to {}", word, percent(direction.tolerance));
}

}  // namespace

std::string claimed(const Question& claim) {
  const ClaimKind* kind = find_claim_kind(claim.kind);
  if (kind == nullptr) return "";
  Fields fields(claim.fields);
  return claimed_of_each(*kind, claim) + (read_scope(fields).some_context ? " in some context" : "");
}

Estimate shown(const std::string& kind, const Estimate& number) {
  const ClaimKind* found = find_claim_kind(kind);
  return found != nullptr && found->gives_ratio ? as_ratio(number) : number;
}

}  // namespace polesweep::analysis
