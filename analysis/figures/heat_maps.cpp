#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/conclusions/matches.hpp"
#include "analysis/figures/axes.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// Median risk over two fields.
struct Grid {
  std::map<std::pair<double, double>, double> medians;
  std::set<double> x;
  std::set<double> y;
  std::size_t infinite = 0;
};

Grid grid_of(const FigureSource& source, const Matches& matches, const Context& context, const results::Variable& across,
             const Jury& jury) {
  Grid grid;
  for (const auto& [value, by_axis] : context.by_value) {
    const double x = number_at(across, by_axis.begin()->second.front());
    const Curve curve = matches.curve(by_axis, jury, nullptr);
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      const double median = median_of(curve.runs[i], source.runs.confidence()).value;
      grid.infinite += std::isinf(median) ? 1 : 0;
      grid.medians[{x, curve.x[i]}] = median;
      grid.x.insert(x);
      grid.y.insert(curve.x[i]);
    }
  }
  return grid;
}

Surface surface_of(const Grid& grid, const std::string& label) {
  Surface surface{{grid.x.begin(), grid.x.end()}, {grid.y.begin(), grid.y.end()}, {}, label};
  for (const double x : grid.x)
    for (const double y : grid.y) {
      const auto found = grid.medians.find({x, y});
      const bool drawn = found != grid.medians.end() && std::isfinite(found->second);
      surface.z.push_back(drawn ? found->second : std::nan(""));
    }
  return surface;
}

/// Whether there are enough values along both axes, and of most of their pairs.
bool is_worth_drawing(const Grid& grid) {
  return grid.x.size() > 2 && grid.y.size() > 2 && 2 * grid.medians.size() > grid.x.size() * grid.y.size();
}

}  // namespace

Figures heat_maps(const FigureSource& source) {
  Figures figures;
  const Along along = source.runs.lengths().empty() ? Along::iterations : Along::lengths;
  if (source.fields.points() == 0 || !source.runs.has_risk(along)) return figures;
  const Matches matches(source.root, source.runs, {.along = along});
  std::map<std::string, std::vector<std::size_t>> by_label;
  const std::vector<std::string> labels = learner_labels(source.fields);
  for (const std::size_t point : all_points(source.fields)) by_label[labels[point]].push_back(point);
  for (const auto& [label, points] : by_label) {
    const std::vector<const results::Variable*> axes = numeric_axes(source.fields, points);
    for (std::size_t i = 0; i < axes.size(); ++i)
      for (std::size_t j = i + 1; j < axes.size(); ++j)
        for (const Context& context : contexts_of(source.fields, points, axes[i]->name, axes[j]->name)) {
          const Jury jury = jury_of(source.runs, context);
          const Grid grid = grid_of(source, matches, context, *axes[i], jury);
          if (!is_worth_drawing(grid)) continue;
          if (figures.list.size() == most_panels) return figures;
          Figure figure;
          figure.name = fmt::format("heat-map-{}", figures.list.size() + 1);
          figure.title = joined(label, context.description);
          figure.x_label = axis_name(*axes[i]);
          figure.y_label = axis_name(*axes[j]);
          figure.surface = surface_of(grid, "median risk E|y − y*|²");
          figure.x_scale = axis_scale(figure.surface->x);
          figure.y_scale = axis_scale(figure.surface->y);
          figure.surface_scale = scale_of(figure.surface->z);
          figure.caption = fmt::format(
              "Median risk over {} {} over {} and {}; other tuned fields at their best.{}", counted(jury.halves.judging.size(), "seed"),
              along == Along::iterations ? "after the last update"
                                         : fmt::format("at N = {}", source.runs.lengths()[source.runs.last_measured(along)]),
              figure.x_label, figure.y_label,
              grid.infinite > 0 ? fmt::format(" Blank where most runs diverged ({}).", counted(grid.infinite, "cell")) : "");
          figures.list.push_back(std::move(figure));
        }
  }
  return figures;
}

}  // namespace polesweep::analysis
