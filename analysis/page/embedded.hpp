#pragma once

#include <string_view>

/// Files of this folder, and the plotting library, as they were when polesweep was built (analysis/CMakeLists.txt).
namespace polesweep::analysis::embedded {

extern const std::string_view chart_library;          ///< Chart.js, minified; "" if it was not found
extern const std::string_view chart_library_licence;  ///< its terms, which go with every copy
extern const std::string_view explorer_markup;
extern const std::string_view explorer_style;
extern const std::string_view explorer_scripts;  ///< those of our own, in order
extern const std::string_view live_script;
extern const std::string_view script_key;  ///< hash of all scripts: what the page lets run

}  // namespace polesweep::analysis::embedded
