#include <fmt/format.h>

#include <cmath>

#include "analysis/claims/claim.hpp"
#include "analysis/estimators/fractions.hpp"
#include "core/counted.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// What a run counts for: 1 within its bounds, 0 beyond; between these two if it is not known.
struct Weight {
  double least = 0;
  double most = 1;
};

/// For an interval that is compared with a lower bound of the fraction, or with an upper one.
enum class Against { above, below };

class Shares {
 public:
  Shares(const Curve& curve, const Bounds& of_a_run) : curve_(curve), of_a_run_(of_a_run) {}

  /// The part of the runs of each seed, and of all.
  Estimate interval(Against bound, double confidence) const {
    std::vector<double> known;  // by seed; NaN without a run
    std::vector<double> least;
    std::vector<double> most;
    for (std::size_t seed = 0; !curve_.runs.empty() && seed < curve_.runs.front().size(); ++seed) {
      double runs = 0, unknown = 0, low = 0, high = 0;
      for (std::size_t point = 0; point < curve_.runs.size(); ++point) {
        if (curve_.is_absent(point, seed)) continue;
        const Weight weight = weight_of(point, seed, bound);
        ++runs;
        low += weight.least;
        high += weight.most;
        unknown += is_unknown(point, seed) ? 1 : 0;
      }
      known.push_back(runs > unknown ? low / (runs - unknown) : nan);
      least.push_back(runs > 0 ? low / runs : nan);
      most.push_back(runs > 0 ? high / runs : nan);
    }
    return {mean_share(known, confidence).value, mean_share(least, confidence).low, mean_share(most, confidence).high};
  }

  /// Seeds with a run; none if all of them are unknown.
  std::size_t seeds() const {
    std::size_t seeds = 0;
    bool any = false;
    for (std::size_t seed = 0; !curve_.runs.empty() && seed < curve_.runs.front().size(); ++seed) {
      bool there = false;
      for (std::size_t point = 0; point < curve_.runs.size(); ++point) {
        there = there || !curve_.is_absent(point, seed);
        any = any || (!curve_.is_absent(point, seed) && !is_unknown(point, seed));
      }
      seeds += there ? 1 : 0;
    }
    return any ? seeds : 0;
  }

  /// "3 of 24 values diverged, and meet no bound"; "" if none did.
  std::string lost() const {
    std::size_t lost = 0;
    std::size_t all = 0;
    for (std::size_t point = 0; point < curve_.runs.size(); ++point)
      for (std::size_t seed = 0; seed < curve_.runs[point].size(); ++seed) {
        if (curve_.is_absent(point, seed)) continue;
        ++all;
        lost += curve_.is_lost(point, seed) ? 1 : 0;
      }
    return lost == 0 ? "" : fmt::format("{} of {} diverged, and meet no bound", lost, counted(all, "value"));
  }

  /// "3 of 24 values equal a bound, and are not within"; "" if none does.
  std::string at_bound() const {
    std::size_t equal = 0;
    std::size_t all = 0;
    for (std::size_t point = 0; point < curve_.runs.size(); ++point)
      for (std::size_t seed = 0; seed < curve_.runs[point].size(); ++seed) {
        if (curve_.is_absent(point, seed)) continue;
        ++all;
        equal += curve_.runs[point][seed] == of_a_run_.above || curve_.runs[point][seed] == of_a_run_.below ? 1 : 0;
      }
    return equal == 0 ? "" : fmt::format("{} of {} equal a bound of a run, and are not within", equal, counted(all, "value"));
  }

 private:
  bool is_unknown(std::size_t point, std::size_t seed) const {
    return std::isnan(curve_.runs[point][seed]) && !curve_.is_lost(point, seed);
  }

  /// What has diverged meets no bound: it never makes a claim hold. It refutes one if its infinity does, or if it has no value to meet a
  /// bound.
  Weight weight_of(std::size_t point, std::size_t seed, Against bound) const {
    const double value = curve_.runs[point][seed];
    if (is_unknown(point, seed)) return {0, 1};
    const bool is_within =
        (std::isnan(of_a_run_.above) || value > of_a_run_.above) && (std::isnan(of_a_run_.below) || value < of_a_run_.below);
    const double within = is_within && !std::isnan(value) ? 1 : 0;
    if (!curve_.is_lost(point, seed)) return {within, within};
    return bound == Against::above ? Weight{0, within} : Weight{within, std::isnan(value) ? 1 : within};
  }

  const Curve& curve_;
  Bounds of_a_run_;
};

/// The part of the values of a formula; NaN is outside its domain, and takes no part.
Judgement judge_exactly(const Evidence& evidence, const Bounds& of_a_value, const Bounds& bounds, double confidence) {
  double within = 0;
  double count = 0;
  for (const std::vector<double>& value : evidence.of.runs) {
    if (std::isnan(value.front())) continue;
    ++count;
    within += (std::isnan(of_a_value.above) || value.front() > of_a_value.above) &&
                      (std::isnan(of_a_value.below) || value.front() < of_a_value.below)
                  ? 1
                  : 0;
  }
  const std::size_t outside = evidence.of.runs.size() - static_cast<std::size_t>(count);
  const std::vector<double> share(count > 0 ? 1 : 0, within / count);
  Judgement judgement = judge(summarize(evidence, share, confidence), share.size(), bounds);
  if (outside > 0 && count > 0)
    judgement.reason = fmt::format("{} {} outside the formula's domain", counted(outside, "value"), outside == 1 ? "is" : "are");
  return judgement;
}

}  // namespace

Judgement decide_fraction(Fields& fields, const Evidence& evidence, double confidence) {
  const double more = fields.real(
      {.name = "run_above", .help = "a run, or a value of a formula, counts if it is larger than this", .follows = "unbounded"});
  const double less = fields.real(
      {.name = "run_below", .help = "a run, or a value of a formula, counts if it is smaller than this", .follows = "unbounded"});
  const Bounds bounds = read_bounds(fields);
  if (fields.describing()) return {};
  const Bounds of_a_run{more, less};
  if (evidence.exact) return judge_exactly(evidence, of_a_run, bounds, confidence);
  const Shares shares(evidence.of, of_a_run);
  Judgement judgement =
      judge(shares.interval(Against::above, confidence), shares.interval(Against::below, confidence), shares.seeds(), bounds);
  if (judgement.runs > 0) add_reason(judgement, shares.lost());
  if (judgement.runs > 0 && judgement.decision != Decision::holds) add_reason(judgement, shares.at_bound());
  return judgement;
}

}  // namespace polesweep::analysis
