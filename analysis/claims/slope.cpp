#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/claims/claim.hpp"
#include "analysis/estimators/lines.hpp"
#include "core/counted.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

struct SeedSlope {
  bool measured = false;
  double value = nan;  ///< NaN if a value is missing, or has no logarithm
};

/// Which of the two are taken as logarithms.
struct Scales {
  bool axis = true;
  bool quantity = true;
};

Scales read_scales(Fields& fields) {
  const int choice = fields.choice({.name = "logarithms",
                                    .help = "what is taken as its logarithm: both (a power), the quantity (a rate), the axis, or neither",
                                    .choices = "both|quantity|axis|neither",
                                    .fallback = "both"});
  return {.axis = choice == 0 || choice == 2, .quantity = choice == 0 || choice == 1};
}

bool has_value(const std::vector<double>& runs) {
  return std::any_of(runs.begin(), runs.end(), [](double value) { return !std::isnan(value); });
}

/// A place where no run has a value is not part of the curve.
SeedSlope slope_of(const Curve& curve, const Scales& scales, std::size_t seed) {
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (curve.is_absent(i, seed) || !has_value(curve.runs[i])) continue;
    const double value = curve.runs[i][seed];
    x.push_back(scales.axis ? std::log(curve.x[i]) : curve.x[i]);
    y.push_back(scales.quantity ? std::log(value) : value);
  }
  if (x.size() < 2) return {};
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) return {true, nan};
  return {true, fit_line(x, y).slope};
}

}  // namespace

Judgement decide_slope(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  const Scales scales = read_scales(fields);
  if (fields.describing()) return {};
  std::vector<double> known;
  std::size_t unknown = 0;  // a slope that does not exist could be anything
  for (std::size_t seed = 0; !evidence.of.runs.empty() && seed < evidence.of.runs.front().size(); ++seed) {
    const SeedSlope slope = slope_of(evidence.of, scales, seed);
    if (!slope.measured) continue;
    if (std::isnan(slope.value))
      ++unknown;
    else
      known.push_back(slope.value);
  }
  const std::size_t seeds = known.size() + unknown;
  if (evidence.exact) {
    Judgement judgement = judge(summarize(evidence, known, confidence), seeds, bounds);
    if (unknown > 0) judgement.reason = "a value has no logarithm";
    return judgement;
  }
  Judgement judgement = judge(median_of(known, confidence, unknown), seeds, bounds);
  if (unknown > 0) add_reason(judgement, fmt::format("{} of {} without a finite curve", unknown, counted(seeds, "seed")));
  return judgement;
}

}  // namespace polesweep::analysis
