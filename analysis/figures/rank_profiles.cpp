#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"
#include "core/counted.hpp"

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

/// A curve of a figure before its numbers are looked up.
struct Drawn {
  Entry entry;
  std::vector<std::size_t> positions;  ///< at which a run was measured
};

std::vector<Drawn> measured_entries(const FigureSource& source, const MeasuredAlong& singular_values, const Panel& panel) {
  std::vector<Drawn> drawn;
  for (const Entry& entry : panel.entries)
    if (auto positions = singular_values.positions(source.runs, entry.point); !positions.empty())
      drawn.push_back({entry, std::move(positions)});
  return drawn;
}

/// The last position at which all have runs.
std::optional<std::size_t> common_position(const std::vector<Drawn>& drawn) {
  if (drawn.empty()) return std::nullopt;
  std::vector<std::size_t> common = drawn.front().positions;
  for (const Drawn& other : drawn) {
    std::vector<std::size_t> both;
    std::set_intersection(common.begin(), common.end(), other.positions.begin(), other.positions.end(), std::back_inserter(both));
    common = std::move(both);
  }
  return common.empty() ? std::nullopt : std::optional(common.back());
}

/// "2 of 16 runs"; nothing if all were measured there.
std::string fewer_runs(const MeasuredAlong& singular_values, const Runs& runs, std::size_t point, std::size_t position) {
  const std::vector<std::size_t> seeds = runs.distinct_seeds(point);
  const auto count = static_cast<std::size_t>(std::count_if(
      seeds.begin(), seeds.end(), [&](std::size_t seed) { return !std::isnan(singular_values.element(0).along(point, seed, position)); }));
  return count == seeds.size() ? "" : fmt::format("{} of {}", count, counted(seeds.size(), "run"));
}

void add_rank_profiles(const FigureSource& source, const MeasuredAlong& singular_values, std::vector<Figure>& list) {
  for (const Panel& panel : panels_of_cells(source)) {
    Figure figure;
    std::size_t unchanged = 0;
    bool some_fewer = false;
    const std::vector<Drawn> drawn = measured_entries(source, singular_values, panel);
    const std::optional<std::size_t> common = common_position(drawn);
    for (const Drawn& curve_of : drawn) {
      const std::size_t position = common ? *common : curve_of.positions.back();
      PlottedCurve curve = profile(singular_values, source.runs, curve_of.entry, position);
      unchanged += is_zero(curve) ? 1 : 0;
      if (is_zero(curve)) continue;
      const std::string fewer = fewer_runs(singular_values, source.runs, curve_of.entry.point, position);
      some_fewer = some_fewer || !fewer.empty();
      if (!common) curve.label = joined(curve.label, singular_values.place(position));
      curve.label = joined(curve.label, fewer);
      figure.curves.push_back(std::move(curve));
    }
    if (figure.curves.empty() || list.size() == most_panels) continue;
    figure.name = fmt::format("rank-profile-{}", list.size() + 1);
    figure.title = panel.title;
    figure.x_label = "index of the singular value";
    figure.y_label = "singular value of the learned change (1)";
    figure.x_scale = Scale::linear;
    figure.caption = fmt::format(
        "Rank of what was learned: singular values of the change of the recurrent matrix {}, medians over seeds; {}{}{} {}",
        common ? singular_values.place(*common) : "at the last place that each label names",
        band_sentence(source.runs, panel.entries.front().point),
        some_fewer ? " Where a label counts runs, only those were measured there; too few of them have no band." : "",
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
