#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/conclusions/matches.hpp"
#include "analysis/estimators/complexity.hpp"
#include "analysis/figures/axes.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// N(level, delta) of a point on some seeds.
Estimate complexity_of(const Runs& runs, const OrderStatistics& statistics, std::size_t point, const std::vector<std::size_t>& seeds,
                       double level) {
  std::vector<Estimate> quantiles;
  for (std::vector<double>& sample : nmse_along(runs, point, seeds)) {
    std::erase_if(sample, [](double nmse) { return std::isnan(nmse); });
    std::sort(sample.begin(), sample.end());
    quantiles.push_back(statistics.quantile(sample));
  }
  Estimate complexity = sample_complexity(runs.lengths(), quantiles, level);
  if (!runs.has_interval(point)) complexity.low = complexity.high = std::nan("");
  return complexity;
}

PlottedCurve curve_of(const Runs& runs, const OrderStatistics& statistics, const Matches& matches, const std::string& label,
                      const std::map<double, Settings>& by_axis, const Jury& jury, double level) {
  PlottedCurve curve{shortened(label), {}, {}, {}, {}};
  for (const auto& [x, settings] : by_axis) {
    const Estimate complexity = complexity_of(runs, statistics, matches.chosen(settings, jury), jury.halves.judging, level);
    curve.x.push_back(x);
    curve.y.push_back(complexity.value);
    curve.low.push_back(complexity.low);
    curve.high.push_back(complexity.high);
  }
  return curve;
}

std::size_t reached(const std::vector<PlottedCurve>& curves) {
  std::size_t count = 0;
  for (const PlottedCurve& curve : curves)
    count += static_cast<std::size_t>(std::count_if(curve.y.begin(), curve.y.end(), [](double y) { return std::isfinite(y); }));
  return count;
}

/// The smallest threshold that learners reach at most of the places, or else the one that they reach at the most places.
std::vector<PlottedCurve> at_best_threshold(const FigureSource& source, const OrderStatistics& statistics, const Matches& matches,
                                            const Context& context, const Jury& jury, double& level) {
  std::vector<double> thresholds(source.runs.thresholds().begin(), source.runs.thresholds().end());
  std::sort(thresholds.begin(), thresholds.end());
  std::vector<PlottedCurve> best;
  for (const double threshold : thresholds) {
    std::vector<PlottedCurve> curves;
    std::size_t places = 0;
    for (const auto& [label, by_axis] : context.by_value) {
      if (curves.size() == most_curves || by_axis.size() < 2) continue;
      curves.push_back(curve_of(source.runs, statistics, matches, label, by_axis, jury, threshold));
      places += by_axis.size();
    }
    if (!best.empty() && reached(curves) <= reached(best)) continue;
    best = std::move(curves);
    level = threshold;
    if (2 * reached(best) > places) break;
  }
  return best;
}

std::string not_reached(const std::vector<PlottedCurve>& curves) {
  std::size_t places = 0;
  for (const PlottedCurve& curve : curves) places += curve.x.size();
  const std::size_t missing = places - reached(curves);
  return missing == 0 ? "" : fmt::format(" At {} of {} places the threshold was not reached, and nothing is drawn.", missing, places);
}

}  // namespace

Figures complexity_over_axes(const FigureSource& source) {
  Figures figures;
  if (source.runs.lengths().empty() || source.runs.thresholds().empty()) return figures;
  const std::vector<std::size_t> points = all_points(source.fields);
  const Matches matches(source.root, source.runs, Subject{.quantity = normalised_risk});
  const OrderStatistics statistics(source.runs.seeds(), 1 - source.runs.delta(), source.runs.confidence());
  for (const results::Variable* axis : numeric_axes(source.fields, points)) {
    if (is_tuned(source.fields, axis)) continue;
    for (const Context& context : contexts_of(source.fields, points, "label", axis->name)) {
      const Jury jury = jury_of(source.runs, context);
      double level = 0;
      std::vector<PlottedCurve> curves = at_best_threshold(source, statistics, matches, context, jury, level);
      if (!tells_lengths_apart(curves)) continue;
      if (figures.list.size() == most_panels) return figures;
      Figure figure;
      figure.name = fmt::format("complexity-over-{}", figures.list.size() + 1);
      figure.title = joined("Samples needed over " + axis_name(*axis), context.description);
      figure.x_label = axis_name(*axis);
      figure.y_label = fmt::format("samples N(ε = {}, δ = {:g})", number(level), source.runs.delta());
      figure.uncertainty = Uncertainty::bars;
      std::vector<double> positions;
      for (const PlottedCurve& curve : curves) positions.insert(positions.end(), curve.x.begin(), curve.x.end());
      figure.x_scale = axis_scale(positions);
      figure.caption = fmt::format(
          "Sample complexity over {}: smallest measured length from which a fraction {:g} of the runs stays below {} times the trivial "
          "predictor's risk; bars are {:g} % intervals from order statistics, open where they reach the upper edge. Settings of a learner{} are chosen by median risk.{}{}",
          axis_name(*axis), 1 - source.runs.delta(), number(level), 100 * source.runs.stated_confidence(),
          jury.halves.split ? " (on one half of the seeds, judged on the other)" : "", not_reached(curves),
          jury.objection.empty() ? "" : " Descriptive: " + jury.objection + ".");
      figure.curves = std::move(curves);
      figures.list.push_back(std::move(figure));
    }
  }
  return figures;
}

}  // namespace polesweep::analysis
