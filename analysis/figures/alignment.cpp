#include <fmt/format.h>

#include <cmath>
#include <sstream>
#include <utility>

#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"

namespace polesweep::analysis {
namespace {

/// The learner's own rule comes first, then the rules that ride along, as the results name them.
std::vector<std::string> names_of_rules(const FigureSource& source, std::size_t count) {
  std::vector<std::string> names{"its own rule"};
  std::istringstream lines(source.root.attribute("shadows"));
  for (std::string name; names.size() < count && std::getline(lines, name);) names.push_back(name);
  // Older results do not name them.
  while (names.size() < count) names.push_back(fmt::format("shadow {}", names.size()));
  return names;
}

/// A curve over samples for each rule.
std::vector<PlottedCurve> curves_of_rules(const FigureSource& source, const MeasuredAlong& alignment, const Panel& panel,
                                          const std::vector<std::string>& names) {
  std::vector<PlottedCurve> curves;
  for (const Entry& entry : panel.entries)
    for (std::size_t rule = 0; rule < alignment.elements() && curves.size() < most_curves; ++rule) {
      const std::string label = rule == 0 ? entry.label : joined(entry.label, names[rule]);
      PlottedCurve curve = alignment.curve(source.runs, entry.point, rule, shortened(label));
      if (has_values(curve)) curves.push_back(std::move(curve));
    }
  return curves;
}

/// A row for each rule, at the only place that was measured.
std::vector<PlottedCurve> rows_of_rules(const FigureSource& source, const MeasuredAlong& alignment, const Panel& panel) {
  std::vector<PlottedCurve> curves;
  for (const Entry& entry : panel.entries) {
    PlottedCurve curve{shortened(entry.label), {}, {}, {}, {}, false, false};
    for (std::size_t rule = 0; rule < alignment.elements(); ++rule) {
      const PlottedCurve one = alignment.curve(source.runs, entry.point, rule, "");
      curve.x.push_back(static_cast<double>(rule + 1));
      curve.y.push_back(one.y.front());
      curve.low.push_back(one.low.front());
      curve.high.push_back(one.high.front());
    }
    if (has_values(curve)) curves.push_back(std::move(curve));
  }
  return curves;
}

void add_alignments(const FigureSource& source, const MeasuredAlong& alignment, std::vector<Figure>& list) {
  const std::vector<std::string> names = names_of_rules(source, alignment.elements());
  const bool once = alignment.axis().size() == 1;
  for (const Panel& panel : panels_of_cells(source)) {
    Figure figure;
    figure.curves = once ? rows_of_rules(source, alignment, panel) : curves_of_rules(source, alignment, panel, names);
    if (figure.curves.empty() || list.size() == most_panels) continue;
    figure.name = fmt::format("alignment-{}", list.size() + 1);
    figure.title = panel.title;
    figure.x_label = words(alignment.along()).label;
    figure.y_label = "cosine with the exact gradient (1)";
    if (once) {
      std::swap(figure.x_label, figure.y_label);
      figure.y_label.clear();
      figure.uncertainty = Uncertainty::bars;
      for (const std::string& name : names) figure.rows.push_back(shortened(name, 17));
    }
    figure.y_scale = Scale::linear;
    figure.caption = fmt::format(
        "Alignment{}: cosine of a rule's gradient with the exact one by poles and input weights, mean over the updates so far, of the learner's own rule and of the shadows; medians over seeds, {}{} {}",
        once ? " " + alignment.place(0) : "", band_sentence(source.runs, panel.entries.front().point),
        alignment.finite_runs(source.runs, panel), panel.selection);
    list.push_back(std::move(figure));
  }
}

}  // namespace

Figures alignment_figures(const FigureSource& source) {
  Figures figures;
  for_each_axis(source, {"alignment"},
                [&](const std::vector<MeasuredAlong>& measured) { add_alignments(source, measured.front(), figures.list); });
  return figures;
}

}  // namespace polesweep::analysis
