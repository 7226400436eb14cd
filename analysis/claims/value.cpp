#include <algorithm>
#include <cmath>

#include "analysis/claims/claim.hpp"

namespace polesweep::analysis {

Judgement decide_value(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  const std::vector<double>& runs = evidence.of.runs.front();
  const auto missing = std::count_if(runs.begin(), runs.end(), [](double value) { return std::isnan(value); });
  return judge(summarize(evidence, runs, confidence), runs.size() - static_cast<std::size_t>(missing), bounds);
}

}  // namespace polesweep::analysis
