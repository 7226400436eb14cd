#pragma once

#include <string>
#include <vector>

#include "analysis/claims/claim.hpp"
#include "analysis/results/point_fields.hpp"
#include "analysis/results/question_lines.hpp"
#include "analysis/results/runs.hpp"

namespace polesweep::analysis {

/// A claim in one context.
struct ClaimPart {
  std::string context;
  Judgement judgement;
  double expected = 0;  ///< what a formula says; NaN without one
};

/// What became of a `[[claim]]`.
struct ClaimVerdict {
  std::string statement;
  std::string kind;
  std::string quantity;
  std::string bounds;   ///< what the number was compared with, see `claimed`
  Judgement judgement;  ///< of the part that decides: the weakest, or of a claim on some context the strongest
  double expected = 0;
  std::vector<ClaimPart> parts;
  std::string formula = {};   ///< that it was compared with; "" without one
  bool some_context = false;  ///< it is enough that one part holds
};

/// Decides claims from the runs there are. A claim holds if it holds in every context that its conditions leave, and fails if it
/// fails in one; of a claim on some context it is the other way round. The intervals of its contexts are adjusted for their number
/// (Bonferroni). Runs that are not independent decide nothing. `root` holds /statistics.
std::vector<ClaimVerdict> decide(const results::Group& root, const Runs& runs, const PointFields& fields,
                                 const std::vector<Question>& claims);

}  // namespace polesweep::analysis
