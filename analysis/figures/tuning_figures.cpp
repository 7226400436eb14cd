#include "analysis/figures/tuning_figures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/figures/panels.hpp"

namespace polesweep::analysis {
namespace {

PlottedCurve over_values(const Runs& runs, const Tuned& tuned) {
  const std::vector<double>& values = *reals_of(*tuned.learner->tuned.front());
  std::vector<std::size_t> points = tuned.learner->points;
  std::sort(points.begin(), points.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  PlottedCurve curve{tuned.learner->label, {}, {}, {}, {}};
  for (const std::size_t p : points) {
    if (runs.lengths_run(p) <= tuned.choices.back().length) continue;  // it lost a race before
    const Estimate risk = risk_over(runs, Along::lengths, p, tuned.halves.choosing, tuned.choices.back().length);
    curve.x.push_back(values[p]);
    curve.y.push_back(risk.value);
    curve.low.push_back(risk.low);
    curve.high.push_back(risk.high);
  }
  return curve;
}

PlottedCurve over_lengths(const Runs& runs, const Tuned& tuned) {
  PlottedCurve curve{tuned.learner->label, {}, {}, {}, {}};
  for (const Choice& choice : tuned.choices) {
    curve.x.push_back(static_cast<double>(runs.lengths()[choice.length]));
    curve.y.push_back(choice.risk.value);
    curve.low.push_back(choice.risk.low);
    curve.high.push_back(choice.risk.high);
  }
  return curve;
}

/// The learners of the cell without a choice, on the seeds that judge the others.
void add_untuned(const Runs& runs, const Tuned& tuned, std::vector<PlottedCurve>& curves) {
  for (const Learner& learner : tuned.cell->learners) {
    if (!learner.tuned.empty() || learner.points.size() > 1 || curves.size() >= most_curves) continue;
    PlottedCurve curve{shortened(learner.label), {}, {}, {}, {}};
    for (const Choice& choice : tuned.choices) {
      const Estimate risk = risk_over(runs, Along::lengths, learner.points.front(), tuned.halves.judging, choice.length);
      curve.x.push_back(static_cast<double>(runs.lengths()[choice.length]));
      curve.y.push_back(risk.value);
      curve.low.push_back(risk.low);
      curve.high.push_back(risk.high);
    }
    curves.push_back(std::move(curve));
  }
}

bool tunes_one_number(const Tuned& tuned) { return tuned.learner->tuned.size() == 1 && reals_of(*tuned.learner->tuned.front()); }

}  // namespace

std::vector<Figure> tuning_figures(const Runs& runs, const std::vector<Tuned>& tuned) {
  std::vector<Figure> figures;
  for (auto begin = tuned.begin(); begin != tuned.end();) {
    const auto end = std::find_if(begin, tuned.end(), [&](const Tuned& other) { return other.cell != begin->cell; });
    const std::string title = begin->cell->task + " · " + begin->cell->poles;
    const std::string unit = "median risk E|y − y*|²";
    Figure values{
        fmt::format("tuning-{}", figures.size() + 1),
        title,
        fmt::format("Risk at N = {} over the tuned value, on the seeds that choose{}.", runs.lengths()[begin->choices.back().length],
                    std::any_of(begin, end, [](const Tuned& one) { return !one.dropped.empty(); })
                        ? "; settings that lost a race before are left out"
                        : ""),
        "",
        unit,
        Uncertainty::band,
        std::nullopt,
        "",
        {}};
    Figure lengths{
        fmt::format("tuning-{}", figures.size() + 2),
        title,
        "Risk of the best setting of each length, chosen on one half of the seeds and judged on the other, as are learners without a choice.",
        "training samples N",
        unit,
        Uncertainty::band,
        std::nullopt,
        "",
        {}};
    for (auto one = begin; one != end; ++one) {
      lengths.curves.push_back(over_lengths(runs, *one));
      if (!tunes_one_number(*one)) continue;
      const std::string name = shown_name(*one->learner->tuned.front());
      if (values.x_label.find(name) == std::string::npos) values.x_label += (values.x_label.empty() ? "" : ", ") + name;
      values.curves.push_back(over_values(runs, *one));
    }
    add_untuned(runs, *begin, lengths.curves);
    if (!values.curves.empty()) figures.push_back(std::move(values));
    lengths.name = fmt::format("tuning-{}", figures.size() + 1);
    figures.push_back(std::move(lengths));
    begin = end;
  }
  return figures;
}

}  // namespace polesweep::analysis
