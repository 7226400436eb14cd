#pragma once

#include <string>

#include "analysis/page/page.hpp"

namespace polesweep::analysis {

/// The part of the page that draws what its reader asks for. Without JavaScript it is not to be seen.
struct Explorer {
  std::string section;  ///< HTML, hidden until its scripts run
  std::string style;
  std::string scripts;  ///< data, library and own scripts, for the end of the body
};

/// The size in bytes that a page with an explorer stays below, unless the rest of it is larger.
inline constexpr std::size_t most_page_bytes = 3'000'000;

/// Everything is empty if there are no points, or if polesweep was built without the plotting library. `rest`: size of the page without it.
/// Texts of the sweep are in the data alone, of which nothing can end the element it stands in.
Explorer explorer(const PageContent& content, std::size_t rest);

/// A page that loads itself again when the path `state` beside it no longer says `state`.
std::string live_page(std::string page, const std::string& state);

/// What the page may load and run: nothing but what is in it, and no script but the explorer's.
std::string content_security_policy(bool has_scripts);

}  // namespace polesweep::analysis
