#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/results/dataset.hpp"

/// What theory predicts for the convergence rates of a data set, from its points' own fields.
namespace polesweep::analysis {

enum class TheoryReason : std::int32_t {
  predicted = 0,
  no_formula = 1,       ///< none is known for this combination of task, network and learner
  not_exponential = 2,  ///< theory has a power of N
  unstable = 3,         ///< theory says that the rule does not come to rest there
  ill_conditioned = 4,  ///< a direction of the states is not driven to working precision
  left_out = 5          ///< the sweep has more combinations than are looked at
};

/// The reasons as texts for the meanings of a status variable.
const std::vector<std::pair<std::int32_t, std::string>>& theory_reasons();

/// A row of the table from points to formulas.
struct RateLaw {
  const char* formula;      ///< a name of `polesweep theory`, or a power of N
  const char* unit;         ///< "sample" or "update"
  const char* assumptions;  ///< and what kind of number it is, as sentences
};
std::span<const RateLaw> rate_laws();

struct TheoryRates {
  std::vector<double> rates;          ///< [point, seed]; NaN unless predicted
  std::vector<std::int32_t> reasons;  ///< [point, seed]
  std::vector<std::string> formulas;  ///< [point] of the table; "" where no row applies
};

/// Random poles and input weights are drawn again as each run drew them. Costs are bounded: after some 10^4 different matrices of 16
/// states, or paths of modes worth as much, further ones are left out. Learners that share poles share the work.
TheoryRates theory_rates(const results::Group& root);

}  // namespace polesweep::analysis
