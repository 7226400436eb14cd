#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/text/numbers.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_drawn_seeds = 32;

PlottedCurve unit_circle() {
  constexpr int steps = 180;
  PlottedCurve circle{"unit circle", {}, {}, std::vector<double>(steps + 1, nan), std::vector<double>(steps + 1, nan), true};
  for (int i = 0; i <= steps; ++i) {
    circle.x.push_back(std::cos(2 * std::numbers::pi * i / steps));
    circle.y.push_back(std::sin(2 * std::numbers::pi * i / steps));
  }
  return circle;
}

/// The eigenvalues of all drawn runs of a point at one place, as marks.
PlottedCurve eigenvalues(const MeasuredAlong& real, const MeasuredAlong& imaginary, const std::vector<std::size_t>& seeds,
                         std::size_t point, std::size_t position) {
  PlottedCurve marks{real.place(position), {}, {}, {}, {}, false, false};
  for (const std::size_t seed : seeds)
    for (std::size_t i = 0; i < real.elements(); ++i) {
      const double x = real.element(i).along(point, seed, position);
      const double y = imaginary.element(i).along(point, seed, position);
      if (!std::isfinite(x) || !std::isfinite(y)) continue;
      marks.x.push_back(x);
      marks.y.push_back(y);
    }
  marks.low.assign(marks.x.size(), nan);
  marks.high.assign(marks.x.size(), nan);
  return marks;
}

void add_spectra(const FigureSource& source, const MeasuredAlong& real, const MeasuredAlong& imaginary, std::vector<Figure>& list) {
  for (const Panel& panel : panels_of_cells(source))
    for (const Entry& entry : panel.entries) {
      const std::vector<std::size_t> positions = real.positions(source.runs, entry.point);
      if (positions.empty()) continue;
      std::vector<std::size_t> seeds = source.runs.distinct_seeds(entry.point);
      const std::size_t all = seeds.size();
      seeds.resize(std::min(all, most_drawn_seeds));
      PlottedCurve first = eigenvalues(real, imaginary, seeds, entry.point, positions.front());
      PlottedCurve last = eigenvalues(real, imaginary, seeds, entry.point, positions.back());
      // Poles that stay where they are need no figure.
      if (first.x == last.x && first.y == last.y) continue;
      if (list.size() == most_panels) return;
      Figure figure;
      figure.name = fmt::format("spectrum-{}", list.size() + 1);
      figure.title = entry.label + " · " + panel.title;
      figure.x_label = "real part (per step)";
      figure.y_label = "imaginary part (per step)";
      figure.x_scale = figure.y_scale = Scale::linear;
      figure.equal_axes = true;
      figure.caption = fmt::format(
          "Spectrum: eigenvalues of the recurrent matrix of {} where they were first measured and at the last, in the complex plane.",
          all > seeds.size() ? fmt::format("the first {} of {} runs", seeds.size(), all) : counted(all, "run"));
      figure.curves = {unit_circle(), std::move(first), std::move(last)};
      list.push_back(std::move(figure));
    }
}

}  // namespace

Figures spectra(const FigureSource& source) {
  Figures figures;
  for_each_axis(source, {"spectrum_re", "spectrum_im"},
                [&](const std::vector<MeasuredAlong>& parts) { add_spectra(source, parts[0], parts[1], figures.list); });
  return figures;
}

}  // namespace polesweep::analysis
