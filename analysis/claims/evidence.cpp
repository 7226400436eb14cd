#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "analysis/claims/claim.hpp"
#include "core/counted.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

Curve common_positions(const Curve& curve, const Curve& other) {
  Curve common;
  common.missing = curve.missing;
  common.left_out = curve.left_out;
  for (std::size_t i = 0; i < curve.x.size(); ++i)
    if (std::find(other.x.begin(), other.x.end(), curve.x[i]) != other.x.end()) {
      common.x.push_back(curve.x[i]);
      common.runs.push_back(curve.runs[i]);
      if (!curve.diverged.empty()) common.diverged.push_back(curve.diverged[i]);
      if (!curve.absent.empty()) common.absent.push_back(curve.absent[i]);
    }
  return common;
}

/// "floor not reached (3), failed (2)", the most first.
std::string listed(const Curve::Reasons& reasons) {
  std::vector<std::pair<std::string, std::size_t>> sorted(reasons.begin(), reasons.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [why, count] : sorted) text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", why, count);
  return text;
}

Curve::Reasons together(const Curve::Reasons& a, const Curve::Reasons& b) {
  Curve::Reasons both = a;
  for (const auto& [why, count] : b) both[why] += count;
  return both;
}

std::size_t total(const Curve::Reasons& reasons) {
  std::size_t sum = 0;
  for (const auto& [why, count] : reasons) sum += count;
  return sum;
}

std::size_t number_of_values(const Curve& curve) {
  std::size_t count = 0;
  for (const std::vector<double>& runs : curve.runs) count += runs.size();
  return count;
}

}  // namespace

bool Curve::is_lost(std::size_t position, std::size_t seed) const {
  return !diverged.empty() && diverged[position][seed] && !std::isfinite(runs[position][seed]);
}

Curve Curve::at(std::size_t position) const {
  Curve one{{x[position]}, {runs[position]}};
  if (!diverged.empty()) one.diverged = {diverged[position]};
  if (!absent.empty()) one.absent = {absent[position]};
  return one;
}

Estimate summarize(const Evidence& evidence, std::span<const double> sample, double confidence) {
  if (!evidence.exact) return median_of(sample, confidence);
  const double value = sample.empty() ? nan : sample.front();
  return {value, value, value};
}

std::size_t unknown_pairs(const Evidence& evidence, std::size_t position) {
  const std::vector<double>& of = evidence.of.runs[position];
  const std::vector<double>& reference = evidence.reference.runs[position];
  std::size_t unknown = 0;
  for (std::size_t seed = 0; seed < of.size(); ++seed) {
    const bool absent = evidence.of.is_absent(position, seed) || evidence.reference.is_absent(position, seed);
    unknown += !absent && (std::isnan(of[seed]) || std::isnan(reference[seed])) ? 1 : 0;
  }
  return unknown;
}

Comparison compare_at(const Evidence& evidence, std::size_t position, double confidence) {
  const std::vector<double>& of = evidence.of.runs[position];
  const std::vector<double>& reference = evidence.reference.runs[position];
  if (!evidence.exact) return compare_paired(of, reference, confidence, unknown_pairs(evidence, position));
  const double a = of.front();
  const double b = reference.front();
  const double ratio = a == b ? 1 : a / b;
  return {{ratio, ratio, ratio}, std::isnan(ratio) ? 0U : 1U, a < b ? 1.0 : a == b ? 0.5 : 0.0};
}

std::string silent_pairs(const Evidence& evidence, std::size_t position, const Comparison& comparison) {
  if (evidence.exact) return "";
  std::size_t diverged = 0;
  for (std::size_t seed = 0; seed < evidence.of.runs[position].size(); ++seed)
    diverged += evidence.of.runs[position][seed] == infinity && evidence.reference.runs[position][seed] == infinity &&
                        evidence.of.is_lost(position, seed) && evidence.reference.is_lost(position, seed)
                    ? 1
                    : 0;
  const std::array<std::pair<std::size_t, const char*>, 3> silent = {{{diverged, "diverged on both sides"},
                                                                      {comparison.both_infinite - diverged, "infinite on both sides"},
                                                                      {comparison.negative, "without a ratio: a value is negative"}}};
  std::string text;
  for (const auto& [count, what] : silent)
    if (count > 0) text += fmt::format("{}{} of {} {}", text.empty() ? "" : ", ", count, counted(comparison.runs, "pair"), what);
  return text;
}

Judgement judge_median(const Evidence& evidence, double confidence, const Bounds& bounds) {
  const std::vector<double>& runs = evidence.of.runs.front();
  const auto judged = [&](const Estimate& above, const Estimate& below, std::size_t count) { return judge(above, below, count, bounds); };
  if (evidence.exact) {
    const Estimate value = summarize(evidence, runs, confidence);
    return judged(value, value, std::isnan(value.value) ? 0 : 1);
  }
  std::vector<double> values;
  std::vector<double> lowest;   // with lost runs below every bound
  std::vector<double> highest;  // and above
  std::size_t unknown = 0;
  std::size_t lost = 0;
  for (std::size_t seed = 0; seed < runs.size(); ++seed) {
    if (std::isnan(runs[seed])) {
      unknown += evidence.of.is_absent(0, seed) ? 0 : 1;
      continue;
    }
    const bool is_lost = evidence.of.is_lost(0, seed);
    lost += is_lost ? 1 : 0;
    values.push_back(runs[seed]);
    lowest.push_back(is_lost ? -infinity : runs[seed]);
    highest.push_back(is_lost ? infinity : runs[seed]);
  }
  if (values.empty()) return judged({nan, nan, nan}, {nan, nan, nan}, 0);
  const Estimate of_all = median_of(values, confidence, unknown);
  const std::size_t count = values.size() + unknown;
  Judgement judgement = judged({of_all.value, median_of(lowest, confidence, unknown).low, of_all.high},
                               {of_all.value, of_all.low, median_of(highest, confidence, unknown).high}, count);
  if (lost > 0) add_reason(judgement, fmt::format("{} of {} diverged, and meet no bound", lost, counted(count, "run")));
  return judgement;
}

Judgement judge_ratio(const Evidence& evidence, std::size_t position, double confidence, const Bounds& bounds) {
  const Comparison comparison = compare_at(evidence, position, confidence);
  Judgement judgement = judge(comparison.ratio, comparison.runs, bounds);
  add_reason(judgement, silent_pairs(evidence, position, comparison));
  return judgement;
}

std::string missing_text(const Evidence& evidence) {
  return listed(
      together(together(evidence.of.missing, evidence.reference.missing), together(evidence.of.left_out, evidence.reference.left_out)));
}

void explain(const Evidence& evidence, Judgement& judgement) {
  const std::string all = missing_text(evidence);
  if (all.empty()) return;
  if (judgement.runs == 0) {
    judgement.reason = "no run has a value: " + all;
    return;
  }
  const std::string values = counted(number_of_values(evidence.of) + number_of_values(evidence.reference), "value");
  for (const auto& [reasons, what] :
       {std::pair(together(evidence.of.missing, evidence.reference.missing), "missing, and could be any number"),
        std::pair(together(evidence.of.left_out, evidence.reference.left_out), "left out")})
    if (!reasons.empty()) add_reason(judgement, fmt::format("{} of {} {}: {}", total(reasons), values, what, listed(reasons)));
}

void leave_out_infinite(Curve& curve, bool whole) {
  for (const auto& [why, count] : curve.missing) curve.left_out["no finite value"] += count;
  curve.missing.clear();
  std::vector<bool> broken(curve.runs.empty() ? 0 : curve.runs.front().size());
  for (std::size_t i = 0; i < curve.runs.size(); ++i) {
    const std::vector<bool> absent = curve.absent[i];
    const bool has_runs = std::find(absent.begin(), absent.end(), false) != absent.end();
    for (std::size_t seed = 0; seed < curve.runs[i].size(); ++seed) {
      double& value = curve.runs[i][seed];
      if (std::isfinite(value)) continue;
      if (std::isinf(value)) ++curve.left_out["no finite value"];
      value = nan;
      curve.absent[i][seed] = true;
      if (has_runs) broken[seed] = true;
    }
  }
  if (!whole) return;
  for (std::size_t i = 0; i < curve.runs.size(); ++i)
    for (std::size_t seed = 0; seed < broken.size(); ++seed) {
      if (!broken[seed] || curve.absent[i][seed]) continue;
      ++curve.left_out["not finite elsewhere on the axis"];
      curve.runs[i][seed] = nan;
      curve.absent[i][seed] = true;
    }
}

void keep_common_positions(Evidence& evidence) {
  evidence.of = common_positions(evidence.of, evidence.reference);
  evidence.reference = common_positions(evidence.reference, evidence.of);
}

}  // namespace polesweep::analysis
