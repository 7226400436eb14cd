#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/figures/theory_figures.hpp"
#include "analysis/statistics/rate_rows.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// Risk over updates. Lines of theory stand beside it if the sweep has no lengths that they could mean instead.
void add_curves(const FigureSource& source, std::vector<Figure>& list) {
  const auto risk = MeasuredAlong::find(source, "risk", Along::iterations);
  if (!risk) return;
  std::vector<PlottedCurve> theory;
  if (source.runs.lengths().empty()) theory = theory_lines(source.root, "risk");
  for (const Panel& panel : panels_of_cells(source)) {
    Figure figure;
    for (const Entry& entry : panel.entries) {
      PlottedCurve curve = risk->curve(source.runs, entry.point, 0, shortened(entry.label));
      if (has_values(curve)) figure.curves.push_back(std::move(curve));
    }
    if (figure.curves.empty() || list.size() == most_panels) continue;
    figure.curves.insert(figure.curves.end(), theory.begin(), theory.end());
    figure.name = fmt::format("convergence-{}", list.size() + 1);
    figure.title = panel.title;
    figure.x_label = words(risk->along()).label;
    figure.y_label = "median risk E|y − y*|²";
    figure.caption = fmt::format("Convergence: risk over updates, median over seeds; {}{}{} {}",
                                 band_sentence(source.runs, panel.entries.front().point), risk->finite_runs(source.runs, panel),
                                 theory.empty() ? "" : " Thin dark lines are what theory predicts.", panel.selection);
    list.push_back(std::move(figure));
  }
}

/// The numbers of a claim over those of its formula, one mark for each setting.
Figure against_prediction(const ClaimVerdict& claim, const Runs& runs) {
  PlottedCurve measured{"measured", {}, {}, {}, {}, false, false};
  PlottedCurve equal{"as predicted", {}, {}, {}, {}, true};
  for (const ClaimPart& part : claim.parts) {
    if (!std::isfinite(part.expected) || !std::isfinite(part.judgement.value.value)) continue;
    measured.x.push_back(part.expected);
    measured.y.push_back(part.judgement.value.value);
    measured.low.push_back(part.judgement.value.low);
    measured.high.push_back(part.judgement.value.high);
    equal.x.push_back(part.expected);
  }
  std::sort(equal.x.begin(), equal.x.end());
  equal.y = equal.x;
  equal.low.assign(equal.x.size(), nan);
  equal.high = equal.low;
  Figure figure;
  figure.title = claim.statement;
  figure.caption = fmt::format(
      "{} of each setting against what {} predicts; bars are intervals adjusted (Bonferroni) for the settings of the claim, {:g} % together.",
      claim.quantity, claim.formula, 100 * runs.stated_confidence());
  figure.x_label = "predicted " + claim.quantity;
  figure.y_label = "measured " + claim.quantity;
  figure.uncertainty = Uncertainty::bars;
  figure.x_scale = scale_of(measured.x);
  figure.y_scale = figure.x_scale == Scale::logarithmic && std::all_of(measured.y.begin(), measured.y.end(), [](double y) { return y > 0; })
                       ? Scale::logarithmic
                       : Scale::linear;
  figure.curves = {std::move(measured), std::move(equal)};
  return figure;
}

/// Measured rates over those that theory predicts, one mark for each point: along samples, or along updates.
Figure rates_against_theory(const std::vector<RateRow>& rows, const Runs& runs, Along along) {
  constexpr std::size_t most_marks = 400;
  PlottedCurve measured{"measured", {}, {}, {}, {}, false, false};
  PlottedCurve equal{"as predicted", {}, {}, {}, {}, true};
  std::size_t left_out = 0;
  for (const RateRow& row : rows) {
    if (row.along != along || !(row.measured.value > 0) || !(row.predicted > 0)) continue;
    if (measured.x.size() == most_marks) {
      ++left_out;
      continue;
    }
    measured.x.push_back(row.predicted);
    measured.y.push_back(row.measured.value);
    measured.low.push_back(row.measured.low);
    measured.high.push_back(row.measured.high);
  }
  equal.x = measured.x;
  std::sort(equal.x.begin(), equal.x.end());
  equal.y = equal.x;
  equal.low.assign(equal.x.size(), nan);
  equal.high = equal.low;
  Figure figure;
  figure.title = fmt::format("convergence rates per {}", words(along).unit);
  figure.caption = fmt::format(
      "Median convergence rate of each point over the rate that theory predicts from its settings; bars are {:g} % intervals of the median. Points above the line lie above the rate of the slowest direction or mode.{}",
      100 * runs.stated_confidence(), left_out > 0 ? fmt::format(" The first {} points; {} are left out.", most_marks, left_out) : "");
  figure.x_label = "predicted rate";
  figure.y_label = "measured rate";
  figure.uncertainty = Uncertainty::bars;
  figure.x_scale = Scale::logarithmic;
  figure.y_scale = Scale::logarithmic;
  figure.curves = {std::move(measured), std::move(equal)};
  return figure;
}

}  // namespace

Figures convergence_figures(const FigureSource& source) {
  Figures figures;
  add_curves(source, figures.list);
  std::size_t number = 0;
  for (const ClaimVerdict& claim : source.conclusions.claims) {
    if (claim.kind != "theory") continue;
    Figure figure = against_prediction(claim, source.runs);
    if (figure.curves.front().x.size() < 2 || number == most_panels) continue;
    figure.name = fmt::format("prediction-{}", ++number);
    figures.list.push_back(std::move(figure));
  }
  const std::vector<RateRow> rows = rate_rows(source.root, source.runs);
  for (const Along along : every_axis) {
    Figure figure = rates_against_theory(rows, source.runs, along);
    if (figure.curves.front().x.size() < 2) continue;
    figure.name = fmt::format("rates-by-{}", words(along).unit);
    figures.list.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace polesweep::analysis
