#include "analysis/figures.hpp"

#include <fmt/format.h>

#include <cmath>

#include "analysis/numbers.hpp"
#include "analysis/theory_figures.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_curves = 12;
constexpr std::size_t most_panels = 12;

/// A line of a figure before its numbers are looked up.
struct Entry {
  std::string label;
  std::size_t point;
};

/// What is drawn together, once as learning curves and once as sample complexity.
struct Panel {
  std::string title;
  std::string selection;  ///< which points were chosen, as a sentence; "" for all
  std::vector<Entry> entries;
};

/// A label that fits into the legend: what is too long loses its middle, since both ends tell labels apart.
std::string shortened(const std::string& label) {
  constexpr std::size_t kept_at_each_end = 32;
  const auto within_character = [&](std::size_t at) { return (static_cast<unsigned char>(label[at]) & 0xc0) == 0x80; };
  if (label.size() <= 2 * kept_at_each_end + 4) return label;
  std::size_t head = kept_at_each_end;
  std::size_t tail = label.size() - kept_at_each_end;
  while (within_character(head)) --head;
  while (within_character(tail)) ++tail;
  return label.substr(0, head) + "…" + label.substr(tail);
}

std::string joined(const std::string& label, const std::string& detail) { return detail.empty() ? label : label + " · " + detail; }

Panel panel_of_cell(const PointFields& fields, const Answer& answer) {
  const Cell& cell = *answer.cell;
  Panel panel{cell.task + " · " + cell.poles, "", {}};
  if (cell.points.size() <= most_curves) {
    for (const Learner& learner : cell.learners) {
      for (const std::size_t p : learner.points) {
        panel.entries.push_back({joined(learner.label, fields.differences(Part::learner, p, learner.points)), p});
      }
    }
    return panel;
  }
  panel.selection = fmt::format("Each learner with its best setting{} of {}.", answer.split ? ", chosen on one half of the seeds," : "",
                                counted(cell.points.size(), "point"));
  for (const Contender& contender : answer.contenders) {
    if (panel.entries.size() < most_curves) panel.entries.push_back({joined(contender.label, contender.setting), contender.point});
  }
  if (panel.entries.size() < answer.contenders.size()) {
    panel.selection += fmt::format(" The best {} of {} learners.", panel.entries.size(), answer.contenders.size());
  }
  return panel;
}

/// A panel for a whole task, whose cells stand side by side in the list.
Panel panel_of_task(const PointFields& fields, std::span<const Answer> cells) {
  if (cells.size() == 1) return panel_of_cell(fields, cells.front());
  Panel panel{cells.front().cell->task, "", {}};
  std::vector<std::size_t> points;
  for (const Answer& answer : cells) points.insert(points.end(), answer.cell->points.begin(), answer.cell->points.end());
  for (const Answer& answer : cells) {
    const std::string poles = fields.differences(Part::poles, answer.cell->points.front(), points);
    for (const Learner& learner : answer.cell->learners) {
      for (const std::size_t p : learner.points) {
        panel.entries.push_back({joined(joined(learner.label, poles), fields.differences(Part::learner, p, learner.points)), p});
      }
    }
  }
  return panel;
}

std::vector<Panel> panels_of(const PointFields& fields, const std::vector<Answer>& answers, std::size_t& left_out) {
  std::vector<Panel> panels;
  for (std::size_t begin = 0, end = 0; begin < answers.size(); begin = end) {
    std::size_t points = 0;
    for (end = begin; end < answers.size() && answers[end].cell->task == answers[begin].cell->task; ++end) {
      points += answers[end].cell->points.size();
    }
    if (panels.size() >= most_panels) {
      left_out += end - begin;
    } else if (points <= most_curves) {
      panels.push_back(panel_of_task(fields, std::span(answers).subspan(begin, end - begin)));
    } else {
      for (std::size_t i = begin; i < end; ++i) {
        if (panels.size() < most_panels) {
          panels.push_back(panel_of_cell(fields, answers[i]));
        } else {
          ++left_out;
        }
      }
    }
  }
  return panels;
}

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

Figures figures(const results::Group& root, const Runs& runs, const PointFields& fields, const Answers& answers) {
  const results::Group& statistics = *root.find_group("statistics");
  const CurveSource risk(statistics, "risk", "_median", "length", {runs.lengths().begin(), runs.lengths().end()});
  const CurveSource complexity(statistics, "sample_complexity", "", "threshold", {runs.thresholds().begin(), runs.thresholds().end()});
  const std::string confidence = fmt::format("{:g} %", 100 * runs.confidence());

  Figures figures;
  for (const Panel& panel : panels_of(fields, answers.list, figures.cells_left_out)) {
    const std::size_t number_of_panel = figures.list.size() / 2 + 1;
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
        "Sample complexity: smallest measured length from which a fraction {:g} of the runs stays below ε times the trivial predictor's "
        "risk; "
        "bars are {} intervals, open where they reach the upper edge.{} {}",
        1 - runs.delta(), confidence, not_drawn(samples.curves, "threshold never reached"), panel.selection);
    figures.list.push_back(std::move(learning));
    figures.list.push_back(std::move(samples));
  }
  return figures;
}

}  // namespace polesweep::analysis
