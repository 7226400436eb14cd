#pragma once

#include <span>

#include "analysis/conclusions/conclusions.hpp"
#include "analysis/figures/figures.hpp"

/// The kinds of figures: one file for each, and one table of them all.
namespace polesweep::analysis {

/// What figures are made from. Everything is referred to and must outlive the call.
struct FigureSource {
  const results::Group& root;  ///< with /statistics
  const Runs& runs;
  const PointFields& fields;
  const std::vector<Cell>& cells;
  const Answers& answers;  ///< empty if nothing was measured
  const std::vector<Tuned>& tuned;
  const Conclusions& conclusions;
};

/// A row of the table. A kind makes at most `most_panels` figures, and none if the results do not hold the data for them.
struct FigureKind {
  const char* name;  ///< of its files, before a number
  const char* summary;
  Figures (*make)(const FigureSource& source);
  bool draws_all = false;  ///< however many there are
};
std::span<const FigureKind> figure_kinds();

/// The figures of every kind, in the order of the table.
Figures all_figures(const FigureSource& source);

}  // namespace polesweep::analysis
