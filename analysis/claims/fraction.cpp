#include <cmath>

#include "analysis/claims/claim.hpp"
#include "analysis/estimators/fractions.hpp"

namespace polesweep::analysis {

Judgement decide_fraction(Fields& fields, const Evidence& evidence, double confidence) {
  const double more =
      fields.real({.name = "run_above", .help = "a run counts if its quantity is larger than this", .follows = "unbounded"});
  const double less =
      fields.real({.name = "run_below", .help = "a run counts if its quantity is smaller than this", .follows = "unbounded"});
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  std::vector<double> shares;
  for (std::size_t seed = 0; !evidence.of.runs.empty() && seed < evidence.of.runs.front().size(); ++seed) {
    double counted = 0;
    double measured = 0;
    for (const std::vector<double>& point : evidence.of.runs) {
      if (std::isnan(point[seed])) continue;
      ++measured;
      counted += (std::isnan(more) || point[seed] > more) && (std::isnan(less) || point[seed] < less) ? 1 : 0;
    }
    if (measured > 0) shares.push_back(counted / measured);
  }
  return judge(mean_share(shares, confidence), shares.size(), bounds);
}

}  // namespace polesweep::analysis
