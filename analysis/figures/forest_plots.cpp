#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/figures/panels.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_forest_rows = 30;

/// A ratio with what it says.
struct Row {
  std::string label;
  Estimate ratio;
  Outcome outcome;
};

/// An outcome looks the same in every figure.
PlottedCurve empty_curve(const char* label, Outcome outcome) { return {label, {}, {}, {}, {}, false, false, static_cast<int>(outcome)}; }

/// Rows sorted into curves by what they decide, so that each outcome has its own mark.
Figure figure_of(std::vector<Row> rows) {
  Figure figure;
  std::vector<PlottedCurve> by_outcome = {empty_curve("undecided: the interval contains a tie", Outcome::undecided),
                                          empty_curve("smaller", Outcome::smaller), empty_curve("larger", Outcome::larger),
                                          empty_curve("runs not independent: no conclusion", Outcome::descriptive)};
  std::size_t not_drawn = 0;
  const std::size_t all = rows.size();
  if (rows.size() > most_forest_rows) rows.resize(most_forest_rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // Names of rows stand left of the axis, where there is less room than in a legend.
    figure.rows.push_back(shortened(rows[i].label, 17));
    const Estimate ratio = as_ratio(rows[i].ratio);
    if (!std::isfinite(ratio.value) || ratio.value <= 0) ++not_drawn;
    PlottedCurve& curve = by_outcome[static_cast<std::size_t>(rows[i].outcome)];
    curve.x.push_back(static_cast<double>(i + 1));
    curve.y.push_back(ratio.value);
    curve.low.push_back(ratio.low);
    curve.high.push_back(ratio.high);
  }
  for (PlottedCurve& curve : by_outcome)
    if (!curve.x.empty()) figure.curves.push_back(std::move(curve));
  figure.uncertainty = Uncertainty::bars;
  figure.reference = 1;
  figure.y_scale = Scale::logarithmic;
  if (not_drawn > 0)
    figure.caption += fmt::format(" {} without a finite ratio {} left blank.", counted(not_drawn, "row"), not_drawn == 1 ? "is" : "are");
  if (rows.size() < all) figure.caption += fmt::format(" The first {} of {} rows.", rows.size(), all);
  return figure;
}

void add(Figure figure, const std::string& title, const std::string& caption, const std::string& axis, std::vector<Figure>& list) {
  figure.name = fmt::format("forest-{}", list.size() + 1);
  figure.title = title;
  figure.caption = caption + figure.caption;
  // The axis of values, which runs to the right.
  figure.x_label = axis;
  list.push_back(std::move(figure));
}

/// A value of the field compared with the field's name; a label as it is.
std::string of_field(const ComparisonTable& table, const std::string& value) {
  return table.between == "label" ? value : fmt::format("{} {}", table.between.substr(table.between.find('.') + 1), value);
}

/// What one row compares. There is little room for its name: a single value that is compared stands in the title, and a kind says by itself
/// that it is one.
std::string row_name(const ComparisonTable& table, const ComparedPair& pair, bool one_value) {
  std::string context = pair.context;
  for (std::size_t at = context.find("kind "); at != std::string::npos; at = context.find("kind ", at))
    if (at == 0 || context[at - 1] == ' ')
      context.erase(at, 5);
    else
      ++at;
  return one_value && !context.empty() ? context : joined(of_field(table, pair.of), context);
}

void add_comparison(const ComparisonTable& table, std::vector<Figure>& list) {
  std::vector<Row> rows;
  const bool one_value =
      std::all_of(table.pairs.begin(), table.pairs.end(), [&](const ComparedPair& pair) { return pair.of == table.pairs.front().of; });
  for (const ComparedPair& pair : table.pairs) rows.push_back({row_name(table, pair, one_value), pair.result.ratio, pair.outcome});
  if (rows.empty()) return;
  const std::string of = one_value ? fmt::format(" of {}", of_field(table, table.pairs.front().of)) : "";
  const std::string reference = of_field(table, table.reference);
  const std::string at = table.at == 0 ? "" : fmt::format(" at {}", number(table.at));
  add(figure_of(std::move(rows)), fmt::format("{}{}{} against {}", table.quantity, of, at, reference),
      fmt::format(
          "Median ratio on paired seeds; left of the dashed line the {} is smaller than that of {}. Bars are order-statistic intervals (of sample_complexity by bootstrap), adjusted (Bonferroni) for {}, each at {:.4g} %.",
          table.quantity, reference, counted(table.pairs.size(), "row"), 100 * table.adjusted_confidence),
      "ratio (1: a tie)", list);
}

Outcome outcome_of(const Answer& answer, const Comparison& comparison) {
  if (answer.verdict == Verdict::descriptive) return Outcome::descriptive;
  return comparison.ratio.low > 1 ? Outcome::larger : Outcome::undecided;
}

void add_answer(const Answer& answer, const Answers& answers, std::vector<Figure>& list) {
  if (answer.contenders.size() < 2 || std::isinf(answer.contenders.front().risk.value)) return;
  std::vector<Row> rows;
  for (std::size_t i = 1; i < answer.contenders.size(); ++i) {
    const Contender& contender = answer.contenders[i];
    rows.push_back({contender.label, contender.against_best.ratio, outcome_of(answer, contender.against_best)});
  }
  const std::string& best = answer.contenders.front().label;
  add(figure_of(std::move(rows)), joined(answer.cell->task, answer.cell->poles),
      fmt::format(
          "How many times the risk of the best learner ({}) each other one has, median ratio on {}; the dashed line is a tie. Bars are order-statistic intervals, adjusted (Bonferroni) for {}, each at {:.4g} %.",
          best, counted(answer.judging_seeds, "paired seed"), counted(answers.comparisons, "comparison"),
          100 * answers.adjusted_confidence),
      "times the best risk (1: a tie)", list);
}

}  // namespace

Figures forest_plots(const FigureSource& source) {
  Figures figures;
  for (const ComparisonTable& table : source.conclusions.comparisons)
    if (figures.list.size() < most_panels) add_comparison(table, figures.list);
  for (std::size_t i = 0; i < source.answers.compared && figures.list.size() < most_panels; ++i)
    add_answer(source.answers.list[i], source.answers, figures.list);
  return figures;
}

}  // namespace polesweep::analysis
