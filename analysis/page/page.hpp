#pragma once

#include <string>
#include <vector>

#include "analysis/conclusions/conclusions.hpp"
#include "analysis/conclusions/tuning.hpp"
#include "analysis/figures/figures.hpp"

namespace polesweep::analysis {

/// A figure as the page shows it.
struct DrawnFigure {
  const Figure* figure = nullptr;
  std::string svg;  ///< "" if it could not be drawn
};

/// What the page is made of. Everything is referred to and must outlive the call.
struct PageContent {
  const results::Group& root;
  const Runs& runs;
  const PointFields& fields;
  const Answers& answers;
  const std::vector<Tuned>& tuned;
  const Conclusions& conclusions;
  const std::vector<DrawnFigure>& figures;
  std::size_t cells_without_figures = 0;
  std::vector<std::string> full_kinds;  ///< kinds of figures of which there may be more
  std::string figure_note;              ///< why figures are missing; "" if none is
};

/// One HTML document that needs neither network nor scripts: answers first, then figures, tables and provenance. With scripts it has an
/// explorer as well. Every text that comes from the sweep is escaped.
std::string page(const PageContent& content);

/// An SVG document of gnuplot as an element of the page: without prolog, with ids of its own, in the page's colours, in fewer characters.
std::string inline_svg(const std::string& document, const std::string& name, const std::string& description);

}  // namespace polesweep::analysis
