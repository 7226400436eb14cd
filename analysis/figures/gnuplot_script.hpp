#pragma once

#include <string>

#include "analysis/figures/figures.hpp"

/// A figure in gnuplot's language.
namespace polesweep::analysis {

struct Extent {
  double low = 0;
  double high = 0;
};

/// Whether a value has a place on an axis.
bool drawable(double value, Scale scale);

/// The range of the axis of values: all drawn values, and as much of their intervals as lies within a decade of them, or within the height
/// of the values.
Extent extent_of(const Figure& figure);

/// Edges of the cells around ascending positions, one more than positions: halfway between them on the scale drawn.
std::vector<double> cell_edges(const std::vector<double>& positions, Scale scale);

/// The same as they are drawn: a few cells, which have their values written beside them, are of one size, the first around 1.
std::vector<double> drawn_edges(const std::vector<double>& positions, Scale scale);

/// Whether gnuplot can draw the surface as pixels of one size.
bool is_even(const Figure& figure);

/// Reads `<name>.dat` and makes `<name>.svg` and `<name>.pdf`. Every text of the figure is a quoted string in which nothing is expanded.
std::string gnuplot_script(const Figure& figure, const Extent& extent);

}  // namespace polesweep::analysis
