#include <cmath>

#include "analysis/claims/claim.hpp"
#include "analysis/estimators/fractions.hpp"

namespace polesweep::analysis {

Judgement decide_fraction(Fields& fields, const Evidence& evidence, double confidence) {
  const double more = fields.real(
      {.name = "run_above", .help = "a run, or a value of a formula, counts if it is larger than this", .follows = "unbounded"});
  const double less = fields.real(
      {.name = "run_below", .help = "a run, or a value of a formula, counts if it is smaller than this", .follows = "unbounded"});
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  std::vector<double> shares;
  std::size_t missing = 0;
  for (std::size_t seed = 0; !evidence.of.runs.empty() && seed < evidence.of.runs.front().size(); ++seed) {
    double counted = 0;
    double measured = 0;
    for (std::size_t point = 0; point < evidence.of.runs.size(); ++point) {
      const double value = evidence.of.runs[point][seed];
      // What has diverged has no value and meets no bound: left out, the runs that are left would look better than they are.
      const bool diverged = !evidence.of.diverged.empty() && evidence.of.diverged[point][seed];
      if (std::isnan(value) && !diverged) {
        ++missing;
        continue;
      }
      ++measured;
      counted += !std::isnan(value) && (std::isnan(more) || value > more) && (std::isnan(less) || value < less) ? 1 : 0;
    }
    if (measured > 0) shares.push_back(counted / measured);
  }
  Judgement judgement =
      judge(evidence.exact ? summarize(evidence, shares, confidence) : mean_share(shares, confidence), shares.size(), bounds);
  missing -= evidence.of.left_out;
  if (missing == 0 || shares.empty()) return judgement;
  Evidence left_out{.of = {.x = {}, .runs = {}, .missing = evidence.of.missing}, .reference = {}};
  left_out.of.missing.erase("diverged");
  const std::string why = missing_text(left_out);
  const bool one = missing == 1;
  const std::string count = std::to_string(missing);
  if (evidence.exact)
    judgement.reason = count + (one ? " value is" : " values are") + " outside the formula's domain";
  else if (why.empty())
    judgement.reason = count + (one ? " run was" : " runs were") + " not measured";
  else
    judgement.reason = count + (one ? " run does" : " runs do") + " not count: " + why;
  return judgement;
}

}  // namespace polesweep::analysis
