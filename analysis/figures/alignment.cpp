#include <fmt/format.h>

#include <cmath>

#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"

namespace polesweep::analysis {
namespace {

void add_alignments(const FigureSource& source, const MeasuredAlong& alignment, std::vector<Figure>& list) {
  for (const Panel& panel : panels_of_cells(source)) {
    Figure figure;
    for (const Entry& entry : panel.entries)
      for (std::size_t rule = 0; rule < alignment.elements() && figure.curves.size() < most_curves; ++rule) {
        // The learner's own rule comes first, then the rules that ride along, in the order of measure.shadows.
        const std::string label = rule == 0 ? entry.label : fmt::format("{} · shadow {}", entry.label, rule);
        PlottedCurve curve = alignment.curve(source.runs, entry.point, rule, shortened(label));
        if (has_values(curve)) figure.curves.push_back(std::move(curve));
      }
    if (figure.curves.empty() || list.size() == most_panels) continue;
    figure.name = fmt::format("alignment-{}", list.size() + 1);
    figure.title = panel.title;
    figure.x_label = words(alignment.along()).label;
    figure.y_label = "cosine with the exact gradient (1)";
    figure.y_scale = Scale::linear;
    figure.caption = fmt::format(
        "Alignment: cosine of a rule's gradient with the exact one by poles and input weights, mean over the updates so far, of the learner's own rule and of the shadows in the order of measure.shadows; lines are medians over seeds, {} {}",
        band_sentence(source.runs, panel.entries.front().point), panel.selection);
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
