#include "analysis/statistics/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/claims/question.hpp"
#include "analysis/estimators/complexity.hpp"
#include "analysis/estimators/curves.hpp"
#include "analysis/estimators/quantiles.hpp"
#include "analysis/results/runs.hpp"
#include "analysis/statistics/columns.hpp"
#include "core/numbers.hpp"
#include "core/results/variables.hpp"
#include "core/run/record.hpp"
#include "core/theory/predicted_rates.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Quantity;
using results::Variable;

/// The curves over lengths of one quantity.
class Curves {
 public:
  explicit Curves(std::size_t size) : median_(size), quantile_(size), mean_(size, nan), mean_runs_(size, 0) {}

  /// Takes the values of the runs, which it sorts; NaN is left out.
  void set(std::size_t index, std::vector<double>& runs, const OrderStatistics& order, bool has_interval) {
    std::erase_if(runs, [](double value) { return std::isnan(value); });
    std::sort(runs.begin(), runs.end());
    set_sorted(index, runs, order, has_interval);
  }
  /// Values in ascending order.
  void set_sorted(std::size_t index, std::span<const double> runs, const OrderStatistics& order, bool has_interval) {
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

  void move_to(Group& group, const Quantity& quantity) {
    median_.move_to(group, "<quantity>_median", quantity);
    quantile_.move_to(group, "<quantity>_quantile", quantity);
    say(group, "<quantity>_mean", std::move(mean_), quantity);
    say(group, "<quantity>_mean_runs", std::move(mean_runs_), quantity);
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
  group.attributes.emplace_back("version", std::to_string(statistics_version));
  for (const char* key : {"confidence", "delta"}) group.attributes.emplace_back(key, root.attribute(key));
  for (const char* dimension : {"point", "seed", "length", "threshold"}) {
    group.dimensions.push_back({dimension, root.size_of(dimension)});
    say(group, dimension, coordinate(root, dimension).values);
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

/// The curves of the risk, and of it as a share of the trivial risk.
std::pair<Curves, Curves> curves_of_risk(const Runs& runs, const OrderStatistics& order) {
  const std::size_t lengths = runs.lengths().size();
  std::pair<Curves, Curves> result{Curves(runs.points() * lengths), Curves(runs.points() * lengths)};
  std::vector<double> sample;
  for (std::size_t p = 0; p < runs.points(); ++p) {
    const std::vector<std::size_t> seeds = runs.distinct_seeds(p);
    const double trivial = seeds.empty() ? nan : runs.trivial_risk(p, seeds.front());
    // One positive share for all leaves the order as it is.
    const bool alike = std::isfinite(trivial) && trivial > 0 &&
                       std::all_of(seeds.begin(), seeds.end(), [&](std::size_t s) { return runs.trivial_risk(p, s) == trivial; });
    for (std::size_t l = 0; l < lengths; ++l) {
      sample.clear();
      for (const std::size_t s : seeds) sample.push_back(runs.risks(p, s)[l]);
      result.first.set(p * lengths + l, sample, order, runs.has_interval(p));
      if (alike) {
        for (double& risk : sample) risk /= trivial;
        result.second.set_sorted(p * lengths + l, sample, order, runs.has_interval(p));
        continue;
      }
      sample.clear();
      for (const std::size_t s : seeds) sample.push_back(runs.risks(p, s)[l] / runs.trivial_risk(p, s));
      result.second.set(p * lengths + l, sample, order, runs.has_interval(p));
    }
  }
  return result;
}

void add_metrics(Group& group, const Group& root, const Runs& runs, const OrderStatistics& order) {
  const std::vector<std::string> per_run = {"point", "seed", "length"};
  for (const Variable& variable : root.variables) {
    const auto* held = std::get_if<std::vector<double>>(&variable.values);
    const bool has_curves = variable.name == "risk" || variable.name == normalised_risk;
    if (variable.dimensions != per_run || has_curves || held == nullptr) continue;
    const std::span<const double> metric = values<double>(root, variable.name, per_run);
    curves(runs, order, [&](std::size_t p, std::size_t s, std::size_t l) {
      return metric[(p * runs.seeds() + s) * runs.lengths().size() + l];
    }).move_to(group, {variable.name, variable.long_name.empty() ? variable.name : variable.long_name, variable.units});
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
  complexity.move_to(group, "sample_complexity");
}

std::vector<double> samples_to_threshold(const Runs& runs) {
  std::vector<double> samples;
  samples.reserve(runs.points() * runs.seeds() * runs.thresholds().size());
  std::vector<double> curve(runs.lengths().size());
  for (std::size_t p = 0; p < runs.points(); ++p) {
    for (std::size_t s = 0; s < runs.seeds(); ++s) {
      const std::span<const double> risks = runs.risks(p, s);
      std::transform(risks.begin(), risks.end(), curve.begin(), [&](double risk) { return risk / runs.trivial_risk(p, s); });
      for (const double threshold : runs.thresholds()) samples.push_back(settles_at(runs.lengths(), curve, threshold));
    }
  }
  return samples;
}

/// What theory predicts, with the medians over distinct seeds.
struct TheoryColumns : theory::PredictedRates {
  std::vector<double> medians;
};

TheoryColumns theory_columns(theory::PredictedRates predicted, const Runs& runs) {
  std::vector<double> medians;
  medians.reserve(runs.points());
  for (std::size_t p = 0; p < runs.points(); ++p) {
    std::vector<double> sample;
    for (const std::size_t s : runs.distinct_seeds(p))
      if (const double rate = predicted.rates[p * runs.seeds() + s]; !std::isnan(rate)) sample.push_back(rate);
    std::sort(sample.begin(), sample.end());
    medians.push_back(sorted_median(sample));
  }
  return {std::move(predicted), std::move(medians)};
}

void add_theory_rates(Group& group, const std::shared_ptr<const StatisticsSource>& source, const PredictRates& predict) {
  std::string laws;
  for (const theory::RateLaw& law : theory::rate_laws()) laws += fmt::format("{} (per {}): {}\n", law.formula, law.unit, law.assumptions);
  group.attributes.emplace_back("theory_rates", laws);
  const auto compute = [source, predict] { return theory_columns(predict(), source->runs); };
  const Together<TheoryColumns, decltype(compute)> columns(compute);
  columns.say_later<double>(group, "theory_rate", &TheoryColumns::rates);
  columns.say_later<std::int32_t>(group, "theory_rate_reason", &TheoryColumns::reasons);
  group.variables.back().flags = theory::rate_reasons();
  columns.say_later<double>(group, "theory_rate_median", &TheoryColumns::medians);
  columns.say_later<std::string>(group, "theory_rate_formula", &TheoryColumns::formulas);
}

void add_counts(Group& group, const Runs& runs) {
  std::vector<double> diverged;
  std::vector<double> failed;
  std::vector<std::int64_t> finished;
  for (std::size_t p = 0; p < runs.points(); ++p) {
    StatusCounts counts;
    std::int64_t begun = 0;  // and ended when their settings lost a race
    for (const std::size_t s : runs.distinct_seeds(p)) {
      ++counts[runs.status(p, s)];
      begun += runs.status(p, s) == Status::dropped && *runs.dropped_after(p, s) > 0;
    }
    finished.push_back(counts.finished() + begun);
    const auto tried = static_cast<double>(finished.back() + counts[Status::failed]);
    diverged.push_back(static_cast<double>(counts[Status::diverged]) / tried);
    failed.push_back(static_cast<double>(counts[Status::failed]) / tried);
  }
  say(group, "fraction_diverged", std::move(diverged));
  say(group, "fraction_failed", std::move(failed));
  say(group, "runs", std::move(finished));
}

/// NaN if nothing was measured at a length.
void add_fraction_infinite(Group& group, const Runs& runs) {
  std::vector<double> fractions;
  for (std::size_t p = 0; p < runs.points(); ++p) {
    const std::vector<std::size_t> seeds = runs.distinct_seeds(p);
    for (std::size_t l = 0; l < runs.lengths().size(); ++l) {
      double infinite = 0;
      double measured = 0;
      for (const std::size_t s : seeds) {
        const double risk = runs.risks(p, s)[l];
        measured += std::isnan(risk) ? 0 : 1;
        infinite += std::isinf(risk) ? 1 : 0;
      }
      fractions.push_back(measured == 0 ? nan : infinite / measured);  // 0/0 is another NaN on another processor
    }
  }
  say(group, "fraction_infinite", std::move(fractions));
}

void add_given_data(Group& group, const Runs& runs) {
  std::vector<std::int32_t> given;
  for (std::size_t p = 0; p < runs.points(); ++p) given.push_back(runs.given_data(p) ? 1 : 0);
  say(group, "given_data", std::move(given));
}

}  // namespace

Group statistics(const Group& root, const theory::PredictedRates* predicted) {
  Group group = statistics_to_write(root, predicted ? PredictRates([predicted] { return *predicted; }) : PredictRates());
  results::make_all(group);
  return group;
}

Group statistics_to_write(const Group& root, const PredictRates& predict) {
  Runs known(root);
  const OrderStatistics order(known.seeds(), 1 - known.delta(), known.confidence());
  const auto source = std::make_shared<const StatisticsSource>(StatisticsSource{std::move(known), order});
  const Runs& runs = source->runs;
  Group group = with_coordinates(root);

  say_later<double>(group, "samples_to_threshold", [source] { return samples_to_threshold(source->runs); });
  for (const Along along : every_axis)
    if (runs.has_risk(along)) add_rates_and_plateaus(group, source, along);
  if (predict) add_theory_rates(group, source, predict);
  auto [risk, nmse] = curves_of_risk(runs, order);
  risk.move_to(group, {"risk", "risk", root.find("risk")->units});
  add_sample_complexity(group, runs, nmse.quantile());
  nmse.move_to(group, {normalised_risk, "risk as a fraction of the trivial predictor's", "1"});
  add_metrics(group, root, runs, order);
  add_counts(group, runs);
  add_fraction_infinite(group, runs);
  add_given_data(group, runs);
  return group;
}

}  // namespace polesweep::analysis
