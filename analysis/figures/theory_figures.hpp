#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/figures/figures.hpp"

namespace polesweep::analysis {

/// What is drawn on the map of a table of formulas, which has these two parameters as its axes.
using Overlay = std::function<void(const results::Group& table, const std::string& x, const std::string& y, Figure& map)>;

/// A figure for each table of formulas in /theory that has one or two axes of numbers: lines over one axis, a line for each combination of
/// the other parameters; over two axes, each of at least eight values, a surface for each combination and component. At most twelve lines
/// and twelve surfaces of a table are drawn, and the caption says what is left out.
std::vector<Figure> theory_figures(const results::Group& root, const Overlay& overlay = {});

/// The values of the tables that stand beside this measured quantity, as lines over the one axis of their table: over any, or over the
/// parameter of that name.
std::vector<PlottedCurve> theory_lines(const results::Group& root, std::string_view quantity, std::string_view parameter = "");

}  // namespace polesweep::analysis
