#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/conclusions/answers.hpp"

/// What the figures show, apart from how they are drawn.
namespace polesweep::analysis {

/// A line with a band: parallel arrays; a point without a finite value is not drawn. A line of theory has neither band nor marks.
struct PlottedCurve {
  std::string label;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> low;
  std::vector<double> high;
  bool theory = false;
  bool connected = true;  ///< marks joined by a line
  int look = -1;          ///< number of its colour, line style and mark; -1: its position in the figure
  bool hollow = false;    ///< marks of curves that are not connected are drawn as outlines
};

/// Values over two axes, drawn as a heat map; the axes need not be evenly spaced.
struct Surface {
  std::vector<double> x;  ///< ascending
  std::vector<double> y;  ///< ascending
  std::vector<double> z;  ///< [x][y]; NaN is left blank
  std::string label;
};

enum class Scale { logarithmic, linear };

/// Returns logarithmic if finite values are positive and span more than two decades.
Scale scale_of(const std::vector<double>& values);

/// Returns the scale on which positions along an axis are spaced more evenly; linear if there is no difference.
Scale axis_scale(std::vector<double> positions);

/// Whether lengths tell more than that all which was reached was reached at one of them.
bool tells_lengths_apart(const std::vector<PlottedCurve>& curves);

enum class Uncertainty { band, bars };

/// One figure: curves, or one surface, which may have curves of single marks on it.
struct Figure {
  std::string name;  ///< of its files, without ending
  std::string title;
  std::string caption;
  std::string x_label;
  std::string y_label;
  Uncertainty uncertainty = Uncertainty::band;
  std::optional<double> reference;  ///< a line at this value
  std::string reference_label;
  std::vector<PlottedCurve> curves;
  Scale x_scale = Scale::logarithmic;
  Scale y_scale = Scale::logarithmic;
  std::optional<Surface> surface = std::nullopt;
  Scale surface_scale = Scale::linear;
  bool equal_axes = false;             ///< a unit is as long on both axes
  std::vector<std::string> rows = {};  ///< with them, x is a position in this list from 1 on, drawn downwards, and values run to the right
};

struct Figures {
  std::vector<Figure> list;
  std::size_t cells_left_out = 0;            ///< (task, poles) combinations without figures, because there are too many
  std::vector<std::string> full_kinds = {};  ///< kinds that drew their maximum: there may be more to draw
};

/// Learning curves and, where thresholds take different lengths, sample complexity from /statistics. A task of at most twelve points gets
/// one figure of each kind; a larger one a figure for each pole setting, which shows each learner with its best setting if there are more
/// than twelve points.
Figures figures(const results::Group& root, const Runs& runs, const PointFields& fields, const Answers& answers);

}  // namespace polesweep::analysis
