#include <fmt/format.h>

#include <cmath>

#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"

namespace polesweep::analysis {
namespace {

/// Median singular values of one point, the largest first. What is 0 to rounding is no direction of the change.
PlottedCurve profile(const MeasuredAlong& singular_values, const Runs& runs, const Entry& entry, std::size_t position) {
  PlottedCurve curve{shortened(entry.label), {}, {}, {}, {}};
  for (std::size_t i = 0; i < singular_values.elements(); ++i) {
    std::vector<double> sample;
    for (const std::size_t seed : runs.distinct_seeds(entry.point))
      sample.push_back(singular_values.element(i).along(entry.point, seed, position));
    const Estimate median = median_of(sample, runs.confidence());
    if (std::isnan(median.value)) continue;
    curve.x.push_back(static_cast<double>(i + 1));
    curve.y.push_back(median.value);
    curve.low.push_back(runs.has_interval(entry.point) ? median.low : std::nan(""));
    curve.high.push_back(runs.has_interval(entry.point) ? median.high : std::nan(""));
  }
  return curve;
}

bool is_zero(const PlottedCurve& curve) {
  for (const double y : curve.y)
    if (y > 0) return false;
  return true;
}

void add_rank_profiles(const FigureSource& source, const MeasuredAlong& singular_values, std::vector<Figure>& list) {
  for (const Panel& panel : panels_of_cells(source)) {
    Figure figure;
    std::size_t unchanged = 0;
    std::size_t last = 0;
    for (const Entry& entry : panel.entries) {
      const std::vector<std::size_t> positions = singular_values.positions(source.runs, entry.point);
      if (positions.empty()) continue;
      last = positions.back();
      PlottedCurve curve = profile(singular_values, source.runs, entry, last);
      unchanged += is_zero(curve) ? 1 : 0;
      if (!is_zero(curve)) figure.curves.push_back(std::move(curve));
    }
    if (figure.curves.empty() || list.size() == most_panels) continue;
    figure.name = fmt::format("rank-profile-{}", list.size() + 1);
    figure.title = panel.title;
    figure.x_label = "index of the singular value";
    figure.y_label = "singular value of the learned change (1)";
    figure.x_scale = Scale::linear;
    figure.caption = fmt::format(
        "Rank of what was learned: singular values of the change of the recurrent matrix {}, medians over seeds; {}{} {}",
        singular_values.place(last), band_sentence(source.runs, panel.entries.front().point),
        unchanged > 0 ? fmt::format(" Learners whose recurrent matrix did not change ({}) are left out.", unchanged) : "", panel.selection);
    list.push_back(std::move(figure));
  }
}

}  // namespace

Figures rank_profiles(const FigureSource& source) {
  Figures figures;
  for_each_axis(source, {"singular_values"},
                [&](const std::vector<MeasuredAlong>& measured) { add_rank_profiles(source, measured.front(), figures.list); });
  return figures;
}

}  // namespace polesweep::analysis
