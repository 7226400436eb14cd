#include <algorithm>
#include <cmath>
#include <span>

#include "analysis/estimators/curves.hpp"
#include "analysis/statistics/columns.hpp"

namespace polesweep::analysis {
namespace {

/// One number for each run of sets of curves, and their medians over the distinct runs of each set that have one.
struct RunNumbers {
  std::vector<double> of_run;
  Bounded median;
  std::vector<std::int64_t> runs;  ///< that have one

  RunNumbers(std::size_t sets, std::size_t seeds) : median(sets) {
    of_run.reserve(sets * seeds);
    runs.reserve(sets);
  }

  /// After the last run of a set.
  void close_set(std::size_t seeds, const std::vector<std::size_t>& distinct, const OrderStatistics& order, bool has_interval) {
    const std::size_t first = of_run.size() - seeds;
    std::vector<double> sample;
    for (const std::size_t s : distinct)
      if (const double number = of_run[first + s]; !std::isnan(number)) sample.push_back(number);
    std::sort(sample.begin(), sample.end());
    median.set(runs.size(), order.median(sample), has_interval);
    runs.push_back(static_cast<std::int64_t>(sample.size()));
  }
};

struct RateColumns : RunNumbers {
  std::vector<double> errors;
  std::vector<std::int32_t> reasons;

  RateColumns(std::size_t sets, std::size_t seeds) : RunNumbers(sets, seeds) {
    errors.reserve(sets * seeds);
    reasons.reserve(sets * seeds);
  }
};

struct CurvesOfRuns {
  std::shared_ptr<const StatisticsSource> source;
  Along along;
  std::span<const double> risk;

  const MeasuredAxis& axis() const { return source->runs.axis(along); }
  std::size_t sets() const { return axis().points().size() * axis().sets(); }

  /// Hands each curve to `add`.
  template <class Columns, class Add>
  void visit(Columns& columns, const Add& add) const {
    const Runs& runs = source->runs;
    for (std::size_t row = 0; row < axis().points().size(); ++row) {
      const std::size_t point = axis().points()[row];
      const std::vector<std::size_t> distinct = runs.distinct_seeds(point);
      for (std::size_t set = 0; set < axis().sets(); ++set) {
        for (std::size_t s = 0; s < runs.seeds(); ++s) add(risk.subspan(axis().start(row, s, set), axis().places().size()));
        columns.close_set(runs.seeds(), distinct, source->order, runs.has_interval(point));
      }
    }
  }

  RateColumns rates() const {
    RateColumns rates(sets(), source->runs.seeds());
    visit(rates, [&](std::span<const double> curve) {
      const Rate rate = convergence_rate(axis().places(), curve);
      rates.of_run.push_back(rate.value);
      rates.errors.push_back(rate.standard_error);
      rates.reasons.push_back(static_cast<std::int32_t>(rate.reason));
    });
    return rates;
  }

  RunNumbers plateaus() const {
    RunNumbers plateaus(sets(), source->runs.seeds());
    visit(plateaus, [&](std::span<const double> curve) { plateaus.of_run.push_back(plateau_length(axis().places(), curve)); });
    return plateaus;
  }
};

}  // namespace

void add_rates_and_plateaus(results::Group& group, const std::shared_ptr<const StatisticsSource>& source, Along along) {
  const MeasuredAxis& axis = source->runs.axis(along);
  for (const std::string& dimension : axis.set_dimensions()) {
    if (group.find(dimension)) continue;
    group.dimensions.push_back({dimension, axis.group().size_of(dimension)});
    say(group, dimension, coordinate(axis.group(), dimension).values);
  }
  const CurvesOfRuns curves{source, along, values<double>(axis.group(), "risk", axis.dimensions())};
  const Together<RateColumns> rates([curves] { return curves.rates(); });
  const std::string rate = words(along).rate;
  rates.say_later<double>(group, rate, &RateColumns::of_run);
  rates.say_later<double>(group, rate + "_error", &RateColumns::errors);
  rates.say_later<std::int32_t>(group, rate + "_reason", &RateColumns::reasons);
  group.variables.back().flags = rate_reasons();
  rates.say_later(group, rate + "_median", &RateColumns::median);
  rates.say_later<std::int64_t>(group, rate + "_runs", &RateColumns::runs);
  const Together<RunNumbers> plateaus([curves] { return curves.plateaus(); });
  const std::string plateau = words(along).plateau;
  plateaus.say_later<double>(group, plateau, &RunNumbers::of_run);
  plateaus.say_later(group, plateau + "_median", &RunNumbers::median);
}

}  // namespace polesweep::analysis
