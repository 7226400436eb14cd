#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t bins = 40;
constexpr std::size_t fewest_positions = 3;

/// Moduli [position][eigenvalue of any run].
std::vector<std::vector<double>> moduli_of(const FigureSource& source, const MeasuredAlong& real, const MeasuredAlong& imaginary,
                                           std::size_t point, const std::vector<std::size_t>& positions) {
  std::vector<std::vector<double>> moduli(positions.size());
  for (std::size_t p = 0; p < positions.size(); ++p)
    for (const std::size_t seed : source.runs.distinct_seeds(point))
      for (std::size_t i = 0; i < real.elements(); ++i) {
        const double modulus =
            std::hypot(real.element(i).along(point, seed, positions[p]), imaginary.element(i).along(point, seed, positions[p]));
        if (std::isfinite(modulus)) moduli[p].push_back(modulus);
      }
  return moduli;
}

bool moves(const std::vector<std::vector<double>>& moduli) { return moduli.front() != moduli.back(); }

/// Share of the eigenvalues in each bin of moduli from 0 to the largest, which is 1 at least; empty bins are left blank.
Surface density(const std::vector<std::vector<double>>& moduli) {
  double largest = 1;
  for (const std::vector<double>& row : moduli)
    for (const double modulus : row) largest = std::max(largest, modulus);
  const double width = 1.02 * largest / static_cast<double>(bins);
  Surface surface{{}, {}, {}, "share of the eigenvalues (1)"};
  for (std::size_t b = 0; b < bins; ++b) surface.y.push_back((static_cast<double>(b) + 0.5) * width);
  for (const std::vector<double>& row : moduli) {
    std::vector<double> counts(bins, 0);
    for (const double modulus : row) ++counts[std::min(bins - 1, static_cast<std::size_t>(modulus / width))];
    for (const double count : counts) surface.z.push_back(count == 0 ? std::nan("") : count / static_cast<double>(row.size()));
  }
  return surface;
}

void add_spectral_densities(const FigureSource& source, const MeasuredAlong& real, const MeasuredAlong& imaginary,
                            std::vector<Figure>& list) {
  for (const Panel& panel : panels_of_cells(source))
    for (const Entry& entry : panel.entries) {
      const std::vector<std::size_t> positions = real.positions(source.runs, entry.point);
      if (positions.size() < fewest_positions) continue;
      const std::vector<std::vector<double>> moduli = moduli_of(source, real, imaginary, entry.point, positions);
      if (!moves(moduli)) continue;
      if (list.size() == most_panels) return;
      Figure figure;
      figure.name = fmt::format("spectral-density-{}", list.size() + 1);
      figure.title = entry.label + " · " + panel.title;
      figure.x_label = words(real.along()).label;
      figure.y_label = "modulus of the eigenvalues (per step)";
      figure.y_scale = Scale::linear;
      figure.surface = density(moduli);
      for (const std::size_t position : positions) figure.surface->x.push_back(real.axis()[position]);
      figure.x_scale = axis_scale(figure.surface->x);
      figure.caption = fmt::format(
          "Spectral density: share of the eigenvalues of the recurrent matrix by their modulus at each measured place, over {}; blank where there are none.",
          counted(source.runs.distinct_seeds(entry.point).size(), "run"));
      list.push_back(std::move(figure));
    }
}

}  // namespace

Figures spectral_densities(const FigureSource& source) {
  Figures figures;
  for_each_axis(source, {"spectrum_re", "spectrum_im"},
                [&](const std::vector<MeasuredAlong>& parts) { add_spectral_densities(source, parts[0], parts[1], figures.list); });
  return figures;
}

}  // namespace polesweep::analysis
