#include "analysis/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/estimators/complexity.hpp"
#include "analysis/estimators/curves.hpp"
#include "analysis/estimators/quantiles.hpp"
#include "analysis/runs.hpp"
#include "core/record.hpp"

namespace polesweep::analysis {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using results::Group;
using results::Variable;

/// A value per cell of some dimensions, with both bounds.
struct Bounded {
  std::vector<double> value;
  std::vector<double> low;
  std::vector<double> high;

  explicit Bounded(std::size_t size) : value(size, nan), low(size, nan), high(size, nan) {}

  void set(std::size_t index, const Estimate& estimate, bool has_interval) {
    value[index] = estimate.value;
    if (!has_interval) return;
    low[index] = estimate.low;
    high[index] = estimate.high;
  }

  void move_to(Group& group, const std::string& name, const std::vector<std::string>& dimensions, const std::string& long_name,
               const std::string& units) {
    group.variables.push_back({name, dimensions, std::move(value), long_name, units, {}, {}});
    group.variables.push_back({name + "_low", dimensions, std::move(low), long_name + ", lower confidence bound", units, {}, {}});
    group.variables.push_back({name + "_high", dimensions, std::move(high), long_name + ", upper confidence bound", units, {}, {}});
  }
};

/// The curves over lengths of one quantity.
class Curves {
 public:
  explicit Curves(std::size_t size) : median_(size), quantile_(size), mean_(size, nan), mean_runs_(size, 0) {}

  /// Takes the values of the runs, which it sorts; NaN is left out.
  void set(std::size_t index, std::vector<double>& runs, const OrderStatistics& order, bool has_interval) {
    std::erase_if(runs, [](double value) { return std::isnan(value); });
    std::sort(runs.begin(), runs.end());
    median_.set(index, order.median(runs), has_interval);
    quantile_.set(index, order.quantile(runs), has_interval);
    double sum = 0;
    std::int64_t finite = 0;
    for (const double value : runs) {
      if (std::isinf(value)) continue;
      sum += value;
      ++finite;
    }
    mean_runs_[index] = finite;
    if (finite > 0) mean_[index] = sum / static_cast<double>(finite);
  }

  const Bounded& quantile() const { return quantile_; }

  void move_to(Group& group, const std::string& name, const std::string& long_name, const std::string& units) {
    const std::vector<std::string> dimensions = {"point", "length"};
    median_.move_to(group, name + "_median", dimensions, "median over seeds of the " + long_name, units);
    quantile_.move_to(group, name + "_quantile", dimensions, "1 - delta quantile over seeds of the " + long_name, units);
    group.variables.push_back({name + "_mean", dimensions, std::move(mean_), "mean over finite runs of the " + long_name, units, {}, {}});
    group.variables.push_back({name + "_mean_runs", dimensions, std::move(mean_runs_), "number of finite runs", "1", {}, {}});
  }

 private:
  Bounded median_;
  Bounded quantile_;
  std::vector<double> mean_;
  std::vector<std::int64_t> mean_runs_;
};

Group with_coordinates(const Group& root) {
  Group group;
  group.name = "statistics";
  for (const char* key : {"confidence", "delta"}) group.attributes.emplace_back(key, root.attribute(key));
  for (const char* dimension : {"point", "seed", "length", "threshold"}) {
    group.dimensions.push_back({dimension, root.size_of(dimension)});
    group.variables.push_back(*root.find(dimension));
  }
  return group;
}

/// The curves of a quantity whose value at (point, seed, length) is `at`.
template <class At>
Curves curves(const Runs& runs, const OrderStatistics& order, At&& at) {
  Curves result(runs.points() * runs.lengths().size());
  std::vector<double> sample;
  for (std::size_t p = 0; p < runs.points(); ++p) {
    const std::vector<std::size_t> seeds = runs.distinct_seeds(p);
    for (std::size_t l = 0; l < runs.lengths().size(); ++l) {
      sample.clear();
      for (const std::size_t s : seeds) sample.push_back(at(p, s, l));
      result.set(p * runs.lengths().size() + l, sample, order, runs.has_interval(p));
    }
  }
  return result;
}

void add_metrics(Group& group, const Group& root, const Runs& runs, const OrderStatistics& order) {
  const std::vector<std::string> per_run = {"point", "seed", "length"};
  for (const Variable& variable : root.variables) {
    const auto* held = std::get_if<std::vector<double>>(&variable.values);
    const bool has_curves = variable.name == "risk" || variable.name == "nmse";
    if (variable.dimensions != per_run || has_curves || held == nullptr) continue;
    const std::span<const double> metric = values<double>(root, variable.name, per_run);
    curves(runs, order, [&](std::size_t p, std::size_t s, std::size_t l) {
      return metric[(p * runs.seeds() + s) * runs.lengths().size() + l];
    }).move_to(group, variable.name, variable.long_name.empty() ? variable.name : variable.long_name, variable.units);
  }
}

void add_sample_complexity(Group& group, const Runs& runs, const Bounded& quantile) {
  const std::size_t lengths = runs.lengths().size();
  const std::size_t thresholds = runs.thresholds().size();
  Bounded complexity(runs.points() * thresholds);
  for (std::size_t p = 0; p < runs.points(); ++p) {
    std::vector<Estimate> curve;
    for (std::size_t l = p * lengths; l < (p + 1) * lengths; ++l) curve.push_back({quantile.value[l], quantile.low[l], quantile.high[l]});
    for (std::size_t t = 0; t < thresholds; ++t)
      complexity.set(p * thresholds + t, sample_complexity(runs.lengths(), curve, runs.thresholds()[t]), true);
  }
  complexity.move_to(group, "sample_complexity", {"point", "threshold"},
                     "smallest length from which the 1 - delta quantile of nmse stays at or below the threshold", "1");
}

void add_samples_to_threshold(Group& group, const Runs& runs) {
  std::vector<double> samples;
  samples.reserve(runs.points() * runs.seeds() * runs.thresholds().size());
  std::vector<double> curve(runs.lengths().size());
  for (std::size_t p = 0; p < runs.points(); ++p) {
    for (std::size_t s = 0; s < runs.seeds(); ++s) {
      for (std::size_t l = 0; l < curve.size(); ++l) curve[l] = runs.nmse(p, s, l);
      for (const double threshold : runs.thresholds()) samples.push_back(settles_at(runs.lengths(), curve, threshold));
    }
  }
  group.variables.push_back({"samples_to_threshold",
                             {"point", "seed", "threshold"},
                             std::move(samples),
                             "smallest length from which the run's nmse stays at or below the threshold",
                             "1",
                             {},
                             {}});
}

void add_convergence_rates(Group& group, const Runs& runs, const OrderStatistics& order) {
  std::vector<double> rates;
  std::vector<std::int32_t> reasons;
  Bounded median(runs.points());
  std::vector<std::int64_t> fitted;
  std::vector<double> curve(runs.lengths().size());
  for (std::size_t p = 0; p < runs.points(); ++p) {
    const std::size_t first = rates.size();
    for (std::size_t s = 0; s < runs.seeds(); ++s) {
      for (std::size_t l = 0; l < curve.size(); ++l) curve[l] = runs.risk(p, s, l);
      const Rate rate = convergence_rate(runs.lengths(), curve);
      rates.push_back(rate.value);
      reasons.push_back(static_cast<std::int32_t>(rate.reason));
    }
    std::vector<double> sample;
    for (const std::size_t s : runs.distinct_seeds(p)) {
      if (!std::isnan(rates[first + s])) sample.push_back(rates[first + s]);
    }
    std::sort(sample.begin(), sample.end());
    fitted.push_back(static_cast<std::int64_t>(sample.size()));
    median.set(p, order.median(sample), runs.has_interval(p));
  }
  group.variables.push_back({"convergence_rate", {"point", "seed"}, std::move(rates), "rate r in risk - floor ~ exp(-r N)", "1", {}, {}});
  group.variables.push_back(
      {"convergence_rate_reason", {"point", "seed"}, std::move(reasons), "why there is no convergence rate", "", rate_reasons(), {}});
  median.move_to(group, "convergence_rate_median", {"point"}, "median over seeds of the convergence rate", "1");
  group.variables.push_back({"convergence_rate_runs", {"point"}, std::move(fitted), "number of runs with a convergence rate", "1", {}, {}});
}

void add_counts(Group& group, const Runs& runs) {
  std::vector<double> diverged;
  std::vector<double> failed;
  std::vector<std::int64_t> finished;
  for (std::size_t p = 0; p < runs.points(); ++p) {
    std::int64_t count[4] = {};
    for (const std::size_t s : runs.distinct_seeds(p)) ++count[runs.status(p, s)];
    finished.push_back(count[1] + count[2]);
    const auto tried = static_cast<double>(count[1] + count[2] + count[3]);
    diverged.push_back(static_cast<double>(count[2]) / tried);
    failed.push_back(static_cast<double>(count[3]) / tried);
  }
  group.variables.push_back(
      {"fraction_diverged", {"point"}, std::move(diverged), "fraction of the runs so far that diverged", "1", {}, {}});
  group.variables.push_back({"fraction_failed", {"point"}, std::move(failed), "fraction of the runs so far that failed", "1", {}, {}});
  group.variables.push_back({"runs", {"point"}, std::move(finished), "number of distinct runs with a result", "1", {}, {}});
}

}  // namespace

Group statistics(const Group& root) {
  const Runs runs(root);
  const OrderStatistics order(runs.seeds(), 1 - runs.delta(), runs.confidence());
  Group group = with_coordinates(root);

  add_samples_to_threshold(group, runs);
  add_convergence_rates(group, runs, order);
  curves(runs, order, [&](std::size_t p, std::size_t s, std::size_t l) {
    return runs.risk(p, s, l);
  }).move_to(group, "risk", "risk", root.find("risk")->units);
  Curves nmse = curves(runs, order, [&](std::size_t p, std::size_t s, std::size_t l) { return runs.nmse(p, s, l); });
  add_sample_complexity(group, runs, nmse.quantile());
  nmse.move_to(group, "nmse", "risk as a fraction of the trivial predictor's", "1");
  add_metrics(group, root, runs, order);
  add_counts(group, runs);
  return group;
}

}  // namespace polesweep::analysis
