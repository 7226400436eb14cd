#include <algorithm>
#include <cmath>

#include "analysis/claims/claim.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// One position of the axis.
struct Position {
  double x = 0;
  double log_ratio = 0;  ///< of the median; of formulas that have no logarithm everywhere the difference
  int side = 0;          ///< of which the interval of the ratio surely is: -1 below, 1 above, 0 open
};

/// Where a line between two positions crosses zero, with a logarithmic axis where it can be one.
double crossing(const Position& a, const Position& b) {
  if (!std::isfinite(a.log_ratio) || !std::isfinite(b.log_ratio)) return a.x > 0 ? std::sqrt(a.x * b.x) : (a.x + b.x) / 2;
  const double part = a.log_ratio / (a.log_ratio - b.log_ratio);
  return a.x > 0 ? a.x * std::pow(b.x / a.x, part) : a.x + part * (b.x - a.x);
}

bool all_positive(const Curve& curve) {
  return std::all_of(curve.runs.begin(), curve.runs.end(), [](const std::vector<double>& runs) { return runs.front() > 0; });
}

}  // namespace

Judgement decide_crossover(Fields& fields, const Evidence& evidence, double confidence) {
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  const std::size_t positions = evidence.of.x.size();
  const double each = 1 - (1 - confidence) / static_cast<double>(positions);
  const bool both_positive = all_positive(evidence.of) && all_positive(evidence.reference);
  std::vector<Position> curve;
  std::size_t runs = std::numeric_limits<std::size_t>::max();
  std::string silent;  // of the first place with pairs that say nothing
  for (std::size_t i = 0; i < positions; ++i) {
    if (evidence.exact && !both_positive) {
      const double above = evidence.of.runs[i].front() - evidence.reference.runs[i].front();
      if (!std::isnan(above)) curve.push_back({evidence.of.x[i], above, above > 0 ? 1 : above < 0 ? -1 : 0});
      runs = 1;
      continue;
    }
    const Comparison at = compare_at(evidence, i, each);
    if (at.runs == 0) {
      if (unknown_pairs(evidence, i) > 0) curve.push_back({evidence.of.x[i], nan, 0});
      continue;
    }
    runs = std::min(runs, at.runs);
    if (silent.empty()) silent = silent_pairs(evidence, i, at);
    curve.push_back({evidence.of.x[i], std::log(at.ratio.value), at.ratio.low > 1 ? 1 : at.ratio.high < 1 ? -1 : 0});
  }
  const Estimate nowhere{nan, nan, nan};
  if (runs == std::numeric_limits<std::size_t>::max()) return {Decision::undecided, nowhere, 0, "no runs", 0};

  // The sure positions tell how often the curves cross, the open ones between them only where.
  std::vector<Position> sure;
  for (const Position& position : curve)
    if (position.side != 0) sure.push_back(position);
  std::size_t changes = 0;
  Estimate place{nan, -infinity, infinity};
  for (std::size_t i = 1; i < sure.size(); ++i) {
    if (sure[i].side == sure[i - 1].side) continue;
    ++changes;
    place.low = sure[i - 1].x;
    place.high = sure[i].x;
  }
  if (changes > 1) return {Decision::undecided, nowhere, runs, "the curves cross more than once", 0};
  if (changes == 0) {
    if (sure.size() == curve.size()) return {Decision::fails, nowhere, runs, "the curves do not cross", -infinity};
    Judgement judgement{Decision::undecided, nowhere, runs, "it is open whether the curves cross", 0};
    add_reason(judgement, silent);
    return judgement;
  }
  for (std::size_t i = 1; i < curve.size(); ++i) {
    if (curve[i].x <= place.low || curve[i].x > place.high) continue;
    if ((curve[i].log_ratio > 0) != (curve[i - 1].log_ratio > 0) && std::isnan(place.value)) place.value = crossing(curve[i - 1], curve[i]);
  }
  return judge(place, runs, bounds);
}

}  // namespace polesweep::analysis
