#pragma once

#include <string>
#include <vector>

#include "analysis/conclusions/comparisons.hpp"
#include "analysis/conclusions/equal_terms.hpp"
#include "analysis/conclusions/scaling.hpp"
#include "analysis/conclusions/tuning.hpp"
#include "analysis/conclusions/verdicts.hpp"

namespace polesweep::analysis {

/// What a sweep ends in besides its statistics.
struct Conclusions {
  std::vector<ClaimVerdict> claims;
  std::vector<ComparisonTable> comparisons;
  std::vector<Scaling> scaling;
  std::vector<EqualTerms> equal_terms;
};

/// `root` holds /statistics.
Conclusions conclude(const results::Group& root, const Runs& runs, const PointFields& fields, const std::vector<Cell>& cells,
                     const Answers& answers);

/// Raised when a variable of analysis.h5 changes its meaning; the file says it in the root attribute `schema`.
inline constexpr int analysis_schema_version = 1;

/// The root group of analysis.h5. Every variable states what it is (`long_name`) and its unit.
///
/// /claims: one `claim` for each `[[claim]]`, in the sweep's order: `statement`, `kind`, `quantity`, `bounds`, `verdict` (0 undecided,
/// 1 holds, 2 fails), `value` with `_low` and `_high`, `expected`, `runs`, `reason`; one `part` for each context of a claim: `part_claim`
/// and the same with the prefix `part_`.
/// /comparisons: one `comparison` for each `[[compare]]`: `comparison_between`, `_reference`, `_quantity`, `_at`, `_adjusted_confidence`,
/// `_problem`; one `pair` for each row: `pair_comparison`, `context`, `of`, `of_point_id`, `reference_point_id`, `ratio` with `_low` and
/// `_high`, `probability_smaller`, `runs`, `outcome` (0 undecided, 1 smaller, 2 larger, 3 descriptive), `reason`.
/// /scaling: one `fit` for each learner with its best setting: `task`, `poles`, `learner`, `setting`, `point_id`, `exponent`, `floor`,
/// `amplitude` with `_low` and `_high`, `r_squared`, `typical_misfit`, `lengths`, `reason`.
/// /tuning: one `choice` for each tuned learner and length, and one `contender` for each learner beside them on equal terms.
/// Equal results give equal files.
results::Group analysis_group(const results::Group& root, const Runs& runs, const std::vector<Tuned>& tuned,
                              const Conclusions& conclusions);

/// Verdicts and comparisons for the terminal, verdicts first; "" if the sweep asks nothing.
std::string conclusion_lines(const Conclusions& conclusions);

}  // namespace polesweep::analysis
