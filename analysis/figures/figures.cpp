#include "analysis/figures/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/figures/panels.hpp"
#include "analysis/figures/theory_figures.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// Three variables of /statistics as curves over the coordinate `x`.
class CurveSource {
 public:
  CurveSource(const results::Group& statistics, const std::string& name, const std::string& estimate, const std::string& dimension,
              std::vector<double> x)
      : x_(std::move(x)),
        value_(values<double>(statistics, name + estimate, {"point", dimension})),
        low_(values<double>(statistics, name + estimate + "_low", {"point", dimension})),
        high_(values<double>(statistics, name + estimate + "_high", {"point", dimension})) {}

  PlottedCurve curve(const Entry& entry) const {
    const auto row = [&](std::span<const double> all) {
      const std::span<const double> part = all.subspan(entry.point * x_.size(), x_.size());
      return std::vector<double>(part.begin(), part.end());
    };
    return {shortened(entry.label), x_, row(value_), row(low_), row(high_)};
  }

 private:
  std::vector<double> x_;
  std::span<const double> value_;
  std::span<const double> low_;
  std::span<const double> high_;
};

/// How many points of the curves cannot be drawn on logarithmic axes, as a sentence.
std::string not_drawn(const std::vector<PlottedCurve>& curves, const char* what) {
  std::size_t count = 0;
  for (const PlottedCurve& curve : curves) {
    for (const double y : curve.y) count += std::isinf(y) || y == 0 ? 1 : 0;
  }
  return count == 0 ? "" : fmt::format(" {} of the curves ({}) cannot be drawn.", counted(count, "point"), what);
}

double median_trivial_risk(const Runs& runs, const Panel& panel) {
  std::vector<double> risks;
  for (const Entry& entry : panel.entries) {
    for (std::size_t s = 0; s < runs.seeds(); ++s) risks.push_back(runs.trivial_risk(entry.point, s));
  }
  return median_of(risks, runs.confidence()).value;
}

std::string with_unit(const std::string& quantity, const std::string& unit) {
  return unit.empty() || unit == "1" ? quantity : fmt::format("{} ({})", quantity, unit);
}

}  // namespace

Scale scale_of(const std::vector<double>& values) {
  double low = INFINITY;
  double high = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    if (value <= 0) return Scale::linear;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return high > 100 * low ? Scale::logarithmic : Scale::linear;
}

Scale axis_scale(std::vector<double> positions) {
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  if (positions.size() < 3 || !(positions.front() > 0)) return Scale::linear;
  const auto unevenness = [&](const auto& distance) {
    double least = INFINITY;
    double most = 0;
    for (std::size_t i = 1; i < positions.size(); ++i) {
      least = std::min(least, distance(positions[i - 1], positions[i]));
      most = std::max(most, distance(positions[i - 1], positions[i]));
    }
    return most / least;
  };
  const double linear = unevenness([](double a, double b) { return b - a; });
  const double logarithmic = unevenness([](double a, double b) { return std::log(b / a); });
  return logarithmic < 0.99 * linear ? Scale::logarithmic : Scale::linear;
}

bool tells_lengths_apart(const std::vector<PlottedCurve>& curves) {
  std::set<double> lengths;
  for (const PlottedCurve& curve : curves)
    for (const double y : curve.y)
      if (std::isfinite(y)) lengths.insert(y);
  return lengths.size() > 1;
}

Figures figures(const results::Group& root, const Runs& runs, const PointFields& fields, const Answers& answers) {
  const results::Group& statistics = *root.find_group("statistics");
  const CurveSource risk(statistics, "risk", "_median", "length", {runs.lengths().begin(), runs.lengths().end()});
  const CurveSource complexity(statistics, "sample_complexity", "", "threshold", {runs.thresholds().begin(), runs.thresholds().end()});
  const std::string confidence = fmt::format("{:g} %", 100 * runs.stated_confidence());

  Figures figures;
  std::size_t number_of_panel = 0;
  for (const Panel& panel : panels_of(fields, answers.list, figures.cells_left_out)) {
    ++number_of_panel;
    Figure learning{fmt::format("learning-curves-{}", number_of_panel),
                    panel.title,
                    "",
                    "training samples N",
                    with_unit("median risk E|y − y*|²", root.find("risk")->units),
                    Uncertainty::band,
                    median_trivial_risk(runs, panel),
                    "best constant",
                    {}};
    Figure samples{fmt::format("sample-complexity-{}", number_of_panel),
                   panel.title,
                   "",
                   "threshold ε (fraction of the trivial predictor's risk)",
                   fmt::format("samples N(ε, {:g})", runs.delta()),
                   Uncertainty::bars,
                   std::nullopt,
                   "",
                   {}};
    for (const Entry& entry : panel.entries) {
      learning.curves.push_back(risk.curve(entry));
      samples.curves.push_back(complexity.curve(entry));
    }
    const std::vector<PlottedCurve> theory = theory_lines(root, "risk");
    learning.curves.insert(learning.curves.end(), theory.begin(), theory.end());
    learning.caption = fmt::format(
        "Learning curves: median risk over seeds after N training samples, bands are {} intervals of the median.{}{} {}", confidence,
        runs.windows_overlap(panel.entries.front().point) ? " The data windows overlap: the bands are descriptive." : "",
        not_drawn(learning.curves, "zero, or infinite where most runs diverged"), panel.selection);
    samples.caption = fmt::format(
        "Sample complexity: smallest measured length from which a fraction {:g} of the runs stays below ε times the trivial predictor's risk; bars are {} intervals, open where they reach the upper edge.{} {}",
        1 - runs.delta(), confidence, not_drawn(samples.curves, "threshold never reached"), panel.selection);
    figures.list.push_back(std::move(learning));
    if (tells_lengths_apart(samples.curves)) figures.list.push_back(std::move(samples));
  }
  return figures;
}

}  // namespace polesweep::analysis
