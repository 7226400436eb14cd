#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/conclusions/matches.hpp"
#include "analysis/figures/axes.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/figures/theory_figures.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_lengths = 3;

/// Risks of one learner at a place of the map, on the judging seeds.
struct Candidate {
  std::string label;
  double median = 0;
  std::vector<double> risks;
};

struct Winner {
  std::string label;       ///< "" if most runs of all diverged
  bool told_apart = true;  ///< the paired interval with every other one excludes a tie
};

/// Who has the lowest median.
Winner winner_of(std::vector<Candidate> candidates, double confidence, bool decides) {
  std::erase_if(candidates, [](const Candidate& candidate) { return !std::isfinite(candidate.median); });
  if (candidates.empty()) return {};
  const auto best =
      std::min_element(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return a.median < b.median; });
  Winner winner{best->label};
  for (auto other = candidates.begin(); other != candidates.end(); ++other)
    if (other != best) winner.told_apart &= decides && compare_paired(other->risks, best->risks, confidence).ratio.low > 1;
  return winner;
}

/// The candidates at each (value of the field, length).
using Map = std::map<std::pair<double, double>, std::vector<Candidate>>;

Map map_of(const FigureSource& source, const Matches& matches, const Context& context, const Jury& jury) {
  const Axis lengths{words(Along::lengths).name, std::nan(""), std::nan("")};
  Map map;
  for (const auto& [label, by_axis] : context.by_value)
    for (const auto& [x, settings] : by_axis) {
      const Curve curve = matches.curve({{x, settings}}, jury, &lengths);
      for (std::size_t i = 0; i < curve.x.size(); ++i)
        map[{x, curve.x[i]}].push_back({label, median_of(curve.runs[i], source.runs.confidence()).value, curve.runs[i]});
    }
  return map;
}

/// The marks of a winner, which look the same wherever it wins but for the outline of those that are not sure.
PlottedCurve& marks_of(std::vector<PlottedCurve>& curves, const Winner& winner, std::vector<std::string>& winners) {
  const auto known = std::find(winners.begin(), winners.end(), winner.label);
  const int look = static_cast<int>(known - winners.begin());
  if (known == winners.end()) winners.push_back(winner.label);
  for (PlottedCurve& curve : curves)
    if (curve.look == look && curve.hollow != winner.told_apart) return curve;
  const std::string label = shortened(winner.label) + (winner.told_apart ? "" : ", not told apart from all others");
  curves.push_back(
      {.label = label, .x = {}, .y = {}, .low = {}, .high = {}, .connected = false, .look = look, .hollow = !winner.told_apart});
  return curves.back();
}

Figure figure_of(const FigureSource& source, const Map& map, const Jury& jury) {
  Figure figure;
  // All comparisons of all places are one family.
  std::size_t comparisons = 0;
  for (const auto& [place, candidates] : map) comparisons += candidates.size() - 1;
  const double confidence = 1 - (1 - source.runs.confidence()) / static_cast<double>(std::max<std::size_t>(comparisons, 1));
  std::vector<double> x;
  std::vector<std::string> winners;
  for (const auto& [place, candidates] : map) {
    const Winner winner = winner_of(candidates, confidence, jury.objection.empty());
    if (winner.label.empty()) continue;
    PlottedCurve& marks = marks_of(figure.curves, winner, winners);
    marks.x.push_back(place.first);
    marks.y.push_back(place.second);
    marks.low.push_back(std::nan(""));
    marks.high.push_back(std::nan(""));
    x.push_back(place.first);
  }
  figure.x_scale = axis_scale(x);
  figure.caption = fmt::format(
      "The learner of lowest median risk at each length{}{}; outlines where the {:g} % interval of its paired ratio with another one contains a tie (adjusted for {} comparisons).{}",
      tuned_settings(source.fields), jury.halves.split ? " (chosen on one half of the seeds, judged on the other)" : "",
      100 * source.runs.stated_confidence(), comparisons, jury.objection.empty() ? "" : " Descriptive: " + jury.objection + ".");
  return figure;
}

/// What theory predicts along this axis, as far as there are lengths.
void add_theory(const FigureSource& source, const results::Variable& axis, Figure& figure) {
  const auto shortest = static_cast<double>(source.runs.lengths().front()), longest = static_cast<double>(source.runs.lengths().back());
  for (PlottedCurve& line : theory_lines(source.root, words(Along::lengths).name, axis.name.substr(axis.name.find('_') + 1))) {
    for (double& y : line.y) y = y >= shortest && y <= longest ? y : std::nan("");
    figure.curves.push_back(std::move(line));
  }
}

}  // namespace

Figures winner_maps(const FigureSource& source) {
  Figures figures;
  if (source.fields.points() == 0 || source.runs.lengths().size() < fewest_lengths || !source.runs.has_risk(Along::lengths)) return figures;
  const std::vector<std::size_t> points = all_points(source.fields);
  const Matches matches(source.root, source.runs, {});
  for (const results::Variable* axis : numeric_axes(source.fields, points)) {
    if (!is_of_task_or_poles(source.fields, axis)) continue;
    for (const Context& context : contexts_of(source.fields, points, "label", axis->name)) {
      const auto along_axis = [](const auto& value) { return value.second.size() > 1; };
      if (context.by_value.size() < 2 || std::count_if(context.by_value.begin(), context.by_value.end(), along_axis) < 2) continue;
      const Jury jury = jury_of(source.runs, context);
      Figure figure = figure_of(source, map_of(source, matches, context, jury), jury);
      if (figure.curves.empty()) continue;
      if (figures.list.size() == most_panels) return figures;
      add_theory(source, *axis, figure);
      figure.name = fmt::format("winner-map-{}", figures.list.size() + 1);
      figure.title = joined("Winner over " + axis_name(*axis), context.description);
      figure.x_label = axis_name(*axis);
      figure.y_label = words(Along::lengths).label;
      figures.list.push_back(std::move(figure));
    }
  }
  return figures;
}

}  // namespace polesweep::analysis
