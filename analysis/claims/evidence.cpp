#include <algorithm>
#include <cmath>

#include "analysis/claims/claim.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

Curve common_positions(const Curve& curve, const Curve& other) {
  Curve common;
  common.missing = curve.missing;
  for (std::size_t i = 0; i < curve.x.size(); ++i)
    if (std::find(other.x.begin(), other.x.end(), curve.x[i]) != other.x.end()) {
      common.x.push_back(curve.x[i]);
      common.runs.push_back(curve.runs[i]);
      if (!curve.diverged.empty()) common.diverged.push_back(curve.diverged[i]);
    }
  return common;
}

}  // namespace

Estimate summarize(const Evidence& evidence, std::span<const double> sample, double confidence) {
  if (!evidence.exact) return median_of(sample, confidence);
  const double value = sample.empty() ? nan : sample.front();
  return {value, value, value};
}

Comparison compare_at(const Evidence& evidence, std::size_t position, double confidence) {
  const std::vector<double>& of = evidence.of.runs[position];
  const std::vector<double>& reference = evidence.reference.runs[position];
  if (!evidence.exact) return compare_paired(of, reference, confidence);
  const double a = of.front();
  const double b = reference.front();
  const double ratio = a == b ? 1 : a / b;
  return {{ratio, ratio, ratio}, std::isnan(ratio) ? 0U : 1U, a < b ? 1.0 : a == b ? 0.5 : 0.0};
}

std::string missing_text(const Evidence& evidence) {
  std::map<std::string, std::size_t> both = evidence.of.missing;
  for (const auto& [why, count] : evidence.reference.missing) both[why] += count;
  std::vector<std::pair<std::string, std::size_t>> reasons(both.begin(), both.end());
  std::stable_sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [why, count] : reasons) text += (text.empty() ? "" : ", ") + why + " (" + std::to_string(count) + ")";
  return text;
}

void explain(const Evidence& evidence, Judgement& judgement) {
  const std::string missing = missing_text(evidence);
  if (missing.empty()) return;
  if (judgement.runs == 0)
    judgement.reason = "no run has a value: " + missing;
  else if (judgement.reason == no_interval)
    judgement.reason += "; runs without a value: " + missing;
}

void keep_common_positions(Evidence& evidence) {
  evidence.of = common_positions(evidence.of, evidence.reference);
  evidence.reference = common_positions(evidence.reference, evidence.of);
}

}  // namespace polesweep::analysis
