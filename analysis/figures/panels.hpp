#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/conclusions/answers.hpp"
#include "analysis/figures/kinds.hpp"

/// Which points are drawn together, and what they are called.
namespace polesweep::analysis {

inline constexpr std::size_t most_curves = 12;
inline constexpr std::size_t most_panels = 12;

/// A line of a figure before its numbers are looked up.
struct Entry {
  std::string label;
  std::size_t point;
};

/// What one figure shows of a sweep.
struct Panel {
  std::string title;
  std::string selection;  ///< which points were chosen, as a sentence; "" for all
  std::vector<Entry> entries;
};

/// A label that fits into the legend: what is too long loses the rules before its fields, and then its middle, since both ends tell labels
/// apart.
std::string shortened(const std::string& label, std::size_t kept_at_each_end = 32);

/// "label · detail", or the one that is not empty.
std::string joined(const std::string& label, const std::string& detail);

/// "each learner with its best setting", which only a learner that was tuned has; of others the setting of lowest median risk is drawn.
std::string setting_drawn(const PointFields& fields, const std::vector<std::size_t>& points);

/// ", each tuned learner with its best setting"; nothing if no learner was tuned.
std::string tuned_settings(const PointFields& fields);

/// All points of a cell, or, if these are more than `most`, each learner with its best setting.
Panel panel_of_cell(const PointFields& fields, const Answer& answer, std::size_t most = most_curves);

/// A panel for each task of at most twelve points and for each cell of a larger one, at most twelve in all; cells beyond are counted.
std::vector<Panel> panels_of(const PointFields& fields, const std::vector<Answer>& answers, std::size_t& left_out);

/// A panel for each of the first cells. It shows each learner with its best setting, or with all settings if no length was measured: then
/// none is known to be the best.
std::vector<Panel> panels_of_cells(const FigureSource& source);

}  // namespace polesweep::analysis
