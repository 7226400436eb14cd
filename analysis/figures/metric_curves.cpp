#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_places = 3;

/// The metrics of one number; the risk has figures of its own.
std::vector<const results::Variable*> single_metrics(const MeasuredAxis& axis) {
  std::vector<const results::Variable*> metrics;
  const std::vector<std::string> dimensions = axis.dimensions();
  for (const results::Variable& variable : axis.group().variables)
    if (variable.dimensions == dimensions && std::holds_alternative<std::vector<double>>(variable.values) && variable.name != "risk")
      metrics.push_back(&variable);
  return metrics;
}

bool has_enough_places(const PlottedCurve& curve) {
  return std::count_if(curve.y.begin(), curve.y.end(), [](double y) { return std::isfinite(y); }) >=
         static_cast<std::ptrdiff_t>(fewest_places);
}

std::optional<Figure> figure_of(const FigureSource& source, const Panel& panel, const results::Variable& variable, Along along) {
  const auto metric = MeasuredAlong::find(source, variable.name, along);
  if (!metric) return std::nullopt;
  Figure figure;
  std::vector<double> drawn;
  for (const Entry& entry : panel.entries) {
    PlottedCurve curve = metric->curve(source.runs, entry.point, 0, shortened(entry.label));
    if (!has_enough_places(curve)) continue;
    drawn.insert(drawn.end(), curve.y.begin(), curve.y.end());
    figure.curves.push_back(std::move(curve));
  }
  if (figure.curves.empty()) return std::nullopt;
  figure.title = joined(variable.name, panel.title);
  figure.x_label = words(along).label;
  figure.y_label = variable.units.empty() || variable.units == "1" ? variable.name : fmt::format("{} ({})", variable.name, variable.units);
  figure.y_scale = scale_of(drawn);
  figure.caption =
      fmt::format("{}, median over seeds; {}{} {}", variable.long_name, band_sentence(source.runs, panel.entries.front().point),
                  metric->finite_runs(source.runs, panel), panel.selection);
  return figure;
}

}  // namespace

/// Every metric of the first cell before the second, so that none is missing where there are more cells than figures.
Figures metric_curves(const FigureSource& source) {
  Figures figures;
  const std::vector<Panel> panels = panels_of_cells(source);
  for (const Panel& panel : panels)
    for (const Along along : every_axis) {
      if (along == Along::iterations && !source.root.find_group("training")) continue;
      for (const results::Variable* variable : single_metrics(source.runs.axis(along))) {
        if (figures.list.size() == most_panels) return figures;
        std::optional<Figure> figure = figure_of(source, panel, *variable, along);
        if (!figure) continue;
        figure->name = fmt::format("metric-{}", figures.list.size() + 1);
        figures.list.push_back(*std::move(figure));
      }
    }
  return figures;
}

}  // namespace polesweep::analysis
