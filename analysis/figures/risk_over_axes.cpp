#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/conclusions/matches.hpp"
#include "analysis/figures/axes.hpp"
#include "analysis/figures/panels.hpp"

namespace polesweep::analysis {
namespace {

/// The risk of one learner over the axis, each value with the learner's best setting there.
PlottedCurve risk_curve(const Runs& runs, const Matches& matches, const std::string& label, const ByAxis& by_axis, const Jury& jury) {
  PlottedCurve curve{shortened(label), {}, {}, {}, {}};
  const Curve measured = matches.curve(by_axis, jury, nullptr);
  for (std::size_t i = 0; i < measured.x.size(); ++i) {
    const Estimate median = median_of(measured.runs[i], runs.confidence());
    const bool has_interval = runs.has_interval(by_axis.at(measured.x[i]).front());
    curve.x.push_back(measured.x[i]);
    curve.y.push_back(median.value);
    curve.low.push_back(has_interval ? median.low : std::nan(""));
    curve.high.push_back(has_interval ? median.high : std::nan(""));
  }
  return curve;
}

}  // namespace

Figures risk_over_axes(const FigureSource& source) {
  Figures figures;
  const Along along = source.runs.lengths().empty() ? Along::iterations : Along::lengths;
  if (source.fields.points() == 0 || !source.runs.has_risk(along)) return figures;
  const std::vector<std::size_t> points = all_points(source.fields);
  const Matches matches(source.root, source.runs, {.along = along});
  for (const results::Variable* axis : numeric_axes(source.fields, points)) {
    if (!is_of_task_or_poles(source.fields, axis)) continue;
    for (const Context& context : contexts_of(source.fields, points, "label", axis->name)) {
      const Jury jury = jury_of(source.runs, context);
      Figure figure;
      std::vector<double> positions;
      for (const auto& [label, by_axis] : context.by_value) {
        if (figure.curves.size() == most_curves || by_axis.size() < 2) continue;
        figure.curves.push_back(risk_curve(source.runs, matches, label, by_axis, jury));
        positions.insert(positions.end(), figure.curves.back().x.begin(), figure.curves.back().x.end());
      }
      if (figure.curves.empty()) continue;
      if (figures.list.size() == most_panels) return figures;
      figure.name = fmt::format("risk-over-{}", figures.list.size() + 1);
      figure.title = joined("Risk over " + axis_name(*axis), context.description);
      figure.x_label = axis_name(*axis);
      figure.y_label = "median risk E|y − y*|²";
      figure.x_scale = axis_scale(positions);
      figure.caption =
          fmt::format("Risk over {} {}{}{}; bands are {:g} % intervals of the median.{}", axis_name(*axis),
                      along == Along::iterations ? "after the last update"
                                                 : fmt::format("at N = {}", source.runs.lengths()[source.runs.last_measured(along)]),
                      tuned_settings(source.fields), jury.halves.split ? " (chosen on one half of the seeds, judged on the other)" : "",
                      100 * source.runs.stated_confidence(), jury.objection.empty() ? "" : " Descriptive: " + jury.objection + ".");
      figures.list.push_back(std::move(figure));
    }
  }
  return figures;
}

}  // namespace polesweep::analysis
