#pragma once

#include <vector>

#include "analysis/figures/figures.hpp"

namespace polesweep::analysis {

/// A figure for each table of formulas in /theory that has one or two axes of numbers: lines over one axis, a line for each combination of
/// the other parameters; over two axes, each of at least eight values, a surface for each combination and component. At most twelve lines
/// and twelve surfaces of a table are drawn, and the caption says what is left out.
std::vector<Figure> theory_figures(const results::Group& root);

/// The values of the tables that stand beside this measured quantity, as lines over the one axis of their table: over any, or over the
/// parameter of that name.
std::vector<PlottedCurve> theory_lines(const results::Group& root, std::string_view quantity, std::string_view parameter = "");

}  // namespace polesweep::analysis
