#include "analysis/statistics/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/sort/pdqsort/pdqsort.hpp>
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

using Source = std::shared_ptr<const StatisticsSource>;

/// The curves over lengths of one quantity.
struct Curves {
  Bounded median;
  Bounded quantile;
  std::vector<double> mean;
  std::vector<std::int64_t> mean_runs;

  explicit Curves(std::size_t size) : median(size), quantile(size), mean(size, nan), mean_runs(size, 0) {}

  /// Values in ascending order.
  void set(std::size_t index, std::span<const double> runs, const OrderStatistics& order, bool has_interval) {
    median.set(index, order.median(runs), has_interval);
    quantile.set(index, order.quantile(runs), has_interval);
    double sum = 0;
    std::int64_t finite = 0;
    for (const double value : runs) {
      if (std::isinf(value)) continue;
      sum += value;
      ++finite;
    }
    mean_runs[index] = finite;
    if (finite > 0) mean[index] = sum / static_cast<double>(finite);
  }
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
Curves curves(const StatisticsSource& source, const At& at) {
  const Runs& runs = source.runs;
  Curves result(runs.points() * runs.lengths().size());
  std::vector<double> sample;
  for (std::size_t p = 0; p < runs.points(); ++p) {
    const std::vector<std::size_t> seeds = runs.distinct_seeds(p);
    for (std::size_t l = 0; l < runs.lengths().size(); ++l) {
      sample.clear();
      for (const std::size_t s : seeds)
        if (const double value = at(p, s, l); !std::isnan(value)) sample.push_back(value);
      boost::sort::pdqsort_branchless(sample.begin(), sample.end());
      result.set(p * runs.lengths().size() + l, sample, source.order, runs.has_interval(p));
    }
  }
  return result;
}

template <class Columns>
void say_curves(Group& group, const Together<Columns>& columns, const Quantity& quantity) {
  columns.say_later(group, "<quantity>_median", &Curves::median, quantity);
  columns.say_later(group, "<quantity>_quantile", &Curves::quantile, quantity);
  columns.template say_later<double>(group, "<quantity>_mean", &Curves::mean, quantity);
  columns.template say_later<std::int64_t>(group, "<quantity>_mean_runs", &Curves::mean_runs, quantity);
}

void add_metrics(Group& group, const Group& root, const Source& source) {
  const std::vector<std::string> per_run = {"point", "seed", "length"};
  for (const Variable& variable : root.variables) {
    const auto* held = std::get_if<std::vector<double>>(&variable.values);
    const bool has_curves = variable.name == "risk" || variable.name == normalised_risk;
    if (variable.dimensions != per_run || has_curves || held == nullptr) continue;
    const Quantity quantity{variable.name, variable.long_name.empty() ? variable.name : variable.long_name, variable.units};
    const auto at = [metric = values<double>(root, variable.name, per_run), seeds = source->runs.seeds(),
                     lengths = source->runs.lengths().size()](std::size_t p, std::size_t s, std::size_t l) {
      return metric[(p * seeds + s) * lengths + l];
    };
    say_curves(group, Together<Curves>([source, at] { return curves(*source, at); }), quantity);
  }
}

/// Of the risk as a share of the trivial risk.
struct ShareColumns : Curves {
  Bounded complexity;
};

ShareColumns share_columns(const StatisticsSource& source) {
  const Runs& runs = source.runs;
  const std::size_t lengths = runs.lengths().size();
  const std::size_t thresholds = runs.thresholds().size();
  ShareColumns share{
      curves(source, [&](std::size_t p, std::size_t s, std::size_t l) { return runs.risks(p, s)[l] / runs.trivial_risk(p, s); }),
      Bounded(runs.points() * thresholds)};
  for (std::size_t p = 0; p < runs.points(); ++p) {
    std::vector<Estimate> curve;
    for (std::size_t l = p * lengths; l < (p + 1) * lengths; ++l)
      curve.push_back({share.quantile.value[l], share.quantile.low[l], share.quantile.high[l]});
    for (std::size_t t = 0; t < thresholds; ++t)
      share.complexity.set(p * thresholds + t, sample_complexity(runs.lengths(), curve, runs.thresholds()[t]), true);
  }
  return share;
}

void add_risk(Group& group, const Group& root, const Source& source) {
  const auto risk = [source](std::size_t p, std::size_t s, std::size_t l) { return source->runs.risks(p, s)[l]; };
  say_curves(group, Together<Curves>([source, risk] { return curves(*source, risk); }), {"risk", "risk", root.find("risk")->units});
  const Together<ShareColumns> share([source] { return share_columns(*source); });
  share.say_later(group, "sample_complexity", &ShareColumns::complexity);
  say_curves(group, share, {normalised_risk, "risk as a fraction of the trivial predictor's", "1"});
}

/// In pieces of some points, one with each call.
class SamplesToThreshold {
 public:
  explicit SamplesToThreshold(Source source) : source_(std::move(source)) {}

  std::vector<double> operator()() {
    const Runs& runs = source_->runs;
    std::vector<double> samples;
    std::vector<double> curve(runs.lengths().size());
    for (; next_ < runs.points() && samples.size() < enough; ++next_) {
      for (std::size_t s = 0; s < runs.seeds(); ++s) {
        const std::span<const double> risks = runs.risks(next_, s);
        std::transform(risks.begin(), risks.end(), curve.begin(), [&](double risk) { return risk / runs.trivial_risk(next_, s); });
        for (const double threshold : runs.thresholds()) samples.push_back(settles_at(runs.lengths(), curve, threshold));
      }
    }
    return samples;
  }

 private:
  static constexpr std::size_t enough = std::size_t{1} << 18;

  Source source_;
  std::size_t next_ = 0;
};

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

void add_theory_rates(Group& group, const Source& source, const PredictRates& predict) {
  std::string laws;
  for (const theory::RateLaw& law : theory::rate_laws()) laws += fmt::format("{} (per {}): {}\n", law.formula, law.unit, law.assumptions);
  group.attributes.emplace_back("theory_rates", laws);
  const Together<TheoryColumns> columns([source, predict] { return theory_columns(predict(), source->runs); });
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
std::vector<double> fraction_infinite(const Runs& runs) {
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
  return fractions;
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

  say_later<double>(group, "samples_to_threshold", SamplesToThreshold(source));
  for (const Along along : every_axis)
    if (runs.has_risk(along)) add_rates_and_plateaus(group, source, along);
  if (predict) add_theory_rates(group, source, predict);
  add_risk(group, root, source);
  add_metrics(group, root, source);
  add_counts(group, runs);
  say_later<double>(group, "fraction_infinite", [source] { return fraction_infinite(source->runs); });
  add_given_data(group, runs);
  return group;
}

}  // namespace polesweep::analysis
