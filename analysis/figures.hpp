#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/answers.hpp"

/// What the figures show, apart from how they are drawn.
namespace polesweep::analysis {

/// A line with a band: parallel arrays; a point without a finite value is not drawn.
struct PlottedCurve {
  std::string label;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> low;
  std::vector<double> high;
};

enum class Uncertainty { band, bars };

/// One figure with logarithmic axes.
struct Figure {
  std::string name;  ///< of its files, without ending
  std::string title;
  std::string caption;
  std::string x_label;
  std::string y_label;
  Uncertainty uncertainty = Uncertainty::band;
  std::optional<double> reference;  ///< a horizontal line
  std::string reference_label;
  std::vector<PlottedCurve> curves;
};

struct Figures {
  std::vector<Figure> list;
  std::size_t cells_left_out = 0;  ///< (task, poles) combinations without figures, because there are too many
};

/// Learning curves and sample complexity from /statistics. A task of at most twelve points gets one figure of each kind; a larger one a
/// figure for each pole setting, which shows each learner with its best setting where there are more than twelve points.
Figures figures(const results::Group& root, const Runs& runs, const PointFields& fields, const Answers& answers);

}  // namespace polesweep::analysis
