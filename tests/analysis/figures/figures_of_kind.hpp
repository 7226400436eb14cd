#pragma once

#include <gtest/gtest.h>

#include "analysis/figures/kinds.hpp"
#include "analysis/statistics/statistics.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {

/// The figures of one kind.
inline std::vector<Figure> made_by(const std::string& kind, const FigureSource& source) {
  for (const FigureKind& known : figure_kinds())
    if (kind == known.name) return known.make(source).list;
  ADD_FAILURE() << "no kind " << kind;
  return {};
}

/// The same of these results; of an empty kind the figures of all.
inline std::vector<Figure> figures_of_kind(results::Group root, const std::string& kind) {
  root.groups.push_back(statistics(root));
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const Answers answers = answer(runs, fields, cells, 4);
  const std::vector<Tuned> tuned = tune(runs, cells);
  const Conclusions conclusions = conclude(root, runs, fields, cells, answers);
  const FigureSource source{root, runs, fields, cells, answers, tuned, conclusions};
  return kind.empty() ? all_figures(source).list : made_by(kind, source);
}

inline void add_field(results::Group& root, const std::string& name, std::vector<double> values) {
  root.variables.push_back({name, {"point"}, std::move(values), name, "1", {}, {}});
}

}  // namespace polesweep::analysis
