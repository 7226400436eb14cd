#pragma once

#include <string>
#include <vector>

#include "analysis/conclusions/answers.hpp"
#include "analysis/results/point_fields.hpp"
#include "analysis/results/runs.hpp"

namespace polesweep::analysis {

/// A learner of a cell with tuned learners, on equal terms with the others: who tries more settings, or computes more, looks better.
struct EqualTerms {
  std::string task;
  std::string poles;
  std::string learner;
  std::size_t settings = 0;  ///< tried

  std::size_t common_settings = 0;     ///< the fewest that a tuned learner of the cell has tried; no more than `settings`
  double risk_at_common_settings = 0;  ///< at the last length

  double common_operations = 0;        ///< the fewest that a learner of the cell took, all its settings together, to the last length
  std::int64_t length = 0;             ///< the longest that this learner reaches with these operations; 0: none
  std::string setting;                 ///< the best there
  Estimate risk_at_common_operations;  ///< NaN if no length is reached
};

/// Every learner of each cell with tuned learners.
///
/// Equal settings: with k of m settings drawn at random, the best of them on the choosing seeds is the j-th best of all (from 0) with
/// probability C(m-1-j, k-1) / C(m, k); reported is the median over this distribution of the settings' median risk on the judging seeds. No
/// draws are made. Source: J. Dodge et al., Show your work, EMNLP 2019 (there with replacement, and the mean).
/// Settings that lost a race are behind all others, with a risk that is not known: where the median falls among them, it is NaN.
/// Equal operations: the search for a setting counts, that is, the sum of `operations` over all settings up to a length, of those that lost
/// a race up to where they did.
std::vector<EqualTerms> equal_terms(const Runs& runs, const std::vector<Cell>& cells);

}  // namespace polesweep::analysis
