#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/figures/panels.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_rows = 30;

/// The answers whose best learner has a finite risk, lowest first, in units that tasks share.
std::vector<const Answer*> answers_by_nmse(const Answers& answers) {
  std::vector<const Answer*> sorted;
  for (const Answer& answer : answers.list)
    if (!answer.contenders.empty() && std::isfinite(answer.contenders.front().nmse.value)) sorted.push_back(&answer);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Answer* a, const Answer* b) { return a->contenders.front().nmse.value < b->contenders.front().nmse.value; });
  return sorted;
}

using Columns = std::vector<const results::Variable*>;

std::size_t told_apart(const Columns& columns, const std::vector<std::size_t>& points) {
  std::set<std::vector<std::string>> different;
  for (const std::size_t point : points) {
    std::vector<std::string> values;
    for (const results::Variable* column : columns) values.push_back(PointFields::text(*column, point));
    different.insert(std::move(values));
  }
  return different.size();
}

/// As few of the fields of task and poles as tell the cells apart, numbers rather than words: there is little room for the names of rows.
Columns telling_columns(const PointFields& fields, const std::vector<std::size_t>& points) {
  Columns columns;
  for (const TableKind table : {TableKind::task, TableKind::poles})
    for (const results::Variable* column : fields.differing(table, points)) columns.push_back(column);
  const std::size_t all = told_apart(columns, points);
  for (const bool words : {true, false})
    for (const results::Variable* column : Columns(columns.rbegin(), columns.rend())) {
      if (std::holds_alternative<std::vector<std::string>>(column->values) != words) continue;
      Columns others = columns;
      std::erase(others, column);
      if (told_apart(others, points) == all) columns = std::move(others);
    }
  return columns;
}

/// "delay 6, ring, count 8": numbers with their names, words without, of a path its last part.
std::string row_name(const Columns& columns, std::size_t point) {
  std::string name;
  for (const results::Variable* column : columns) {
    std::string value = PointFields::text(*column, point);
    if (value.empty()) continue;
    if (std::holds_alternative<std::vector<std::string>>(column->values))
      value.erase(0, value.rfind('/') + 1);
    else
      value = PointFields::list({column}, point);
    name += (name.empty() ? "" : ", ") + value;
  }
  return name;
}

PlottedCurve& curve_of(std::vector<PlottedCurve>& curves, const std::string& learner) {
  const std::string label = shortened(learner);
  for (PlottedCurve& curve : curves)
    if (curve.label == label) return curve;
  curves.push_back({label, {}, {}, {}, {}, false, false});
  return curves.back();
}

}  // namespace

Figures best_learners(const FigureSource& source) {
  std::vector<const Answer*> rows = answers_by_nmse(source.answers);
  if (rows.size() < 2) return {};
  const std::size_t all = rows.size();
  std::vector<std::size_t> points;
  points.reserve(rows.size());
  for (const Answer* row : rows) points.push_back(row->cell->points.front());
  const Columns columns = telling_columns(source.fields, points);
  rows.resize(std::min(all, most_rows));
  Figure figure;
  std::size_t winners = 0;
  std::size_t alone = 0;  // rows with a single learner
  for (std::size_t i = 0; i < rows.size(); ++i) {
    figure.rows.push_back(shortened(row_name(columns, points[i]), 20));
    const Contender& best = rows[i]->contenders.front();
    PlottedCurve& curve = curve_of(figure.curves, best.label);
    curve.x.push_back(static_cast<double>(i + 1));
    curve.y.push_back(best.nmse.value);
    curve.low.push_back(best.nmse.low);
    curve.high.push_back(best.nmse.high);
    winners += rows[i]->verdict == Verdict::winner ? 1 : 0;
    alone += rows[i]->contenders.size() == 1 ? 1 : 0;
  }
  figure.name = "best-learners-1";
  figure.title = "Best learner of each task and pole setting";
  figure.x_label = "median nmse";
  figure.uncertainty = Uncertainty::bars;
  figure.y_scale = Scale::logarithmic;
  const std::string at = source.answers.along == Along::iterations ? "after the last update"
                                                                   : fmt::format("at N = {}", source.runs.lengths()[source.answers.last]);
  const std::string told =
      alone == rows.size()
          ? "Each row has a single learner: there is nothing to compare it with, and none is the best."
          : fmt::format("In {} of {} the runs tell the best learner from all others.{}", winners, counted(rows.size(), "row"),
                        alone > 0 ? fmt::format(" Of {} with a single learner there is nothing to tell.", counted(alone, "row")) : "");
  figure.caption = fmt::format(
      "The learner of lowest median risk {} (nmse: in units of the best constant's) for each task and pole setting, the cell with the lowest first; bars are {:g} % intervals of the median. {}{}",
      at, 100 * source.runs.stated_confidence(), told, rows.size() < all ? fmt::format(" The first {} of {} rows.", rows.size(), all) : "");
  return {{std::move(figure)}};
}

}  // namespace polesweep::analysis
