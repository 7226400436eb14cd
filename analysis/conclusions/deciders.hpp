#pragma once

#include <string>
#include <vector>

#include "analysis/conclusions/verdicts.hpp"

/// The two ways in which a claim is decided in each of its contexts. Both throw Error if nothing can be decided.
namespace polesweep::analysis {

struct DecidedParts {
  std::vector<ClaimPart> parts;
  std::string without_part;  ///< how many contexts take no part, and why; "" if all do
};

/// From the runs of points. `root` holds /statistics.
DecidedParts decide_on_runs(const results::Group& root, const Runs& runs, const PointFields& fields, const Question& claim);

/// From the values of `[[theory]]` tables in /theory. They are exact: an interval is the value itself, a number equal to a bound lies
/// beyond it, and `runs` counts the values that take part (NaN, outside the formula's domain, takes none).
std::vector<ClaimPart> decide_on_formulas(const results::Group& root, const Question& claim);

/// What such a claim is about: "p2.rule_agrees", "fixed over learned".
std::string formula_subject(const Question& claim);

}  // namespace polesweep::analysis
