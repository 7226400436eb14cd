#include <cmath>

#include "analysis/claims/claim.hpp"
#include "analysis/estimators/lines.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

struct SeedSlope {
  bool measured = false;
  double value = nan;  ///< NaN if a value has no logarithm
};

SeedSlope slope_of(const Curve& curve, std::size_t seed) {
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (std::isnan(curve.runs[i][seed])) continue;
    x.push_back(std::log(curve.x[i]));
    y.push_back(std::log(curve.runs[i][seed]));
  }
  if (x.size() < 2) return {};
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) return {true, nan};
  return {true, fit_line(x, y).slope};
}

}  // namespace

Judgement decide_slope(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  std::vector<double> known;
  std::vector<double> lower;  // a slope that does not exist could be anything
  std::vector<double> upper;
  for (std::size_t seed = 0; !evidence.of.runs.empty() && seed < evidence.of.runs.front().size(); ++seed) {
    const SeedSlope slope = slope_of(evidence.of, seed);
    if (!slope.measured) continue;
    if (!std::isnan(slope.value)) known.push_back(slope.value);
    lower.push_back(std::isnan(slope.value) ? -infinity : slope.value);
    upper.push_back(std::isnan(slope.value) ? infinity : slope.value);
  }
  const Estimate estimate{summarize(evidence, known, confidence).value, summarize(evidence, lower, confidence).low,
                          summarize(evidence, upper, confidence).high};
  Judgement judgement = judge(estimate, lower.size(), bounds);
  if (known.size() < lower.size() && judgement.decision == Decision::undecided)
    judgement.reason = evidence.exact ? "a value has no logarithm" : "seeds without a finite curve";
  return judgement;
}

}  // namespace polesweep::analysis
