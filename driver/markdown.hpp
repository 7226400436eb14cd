#pragma once

#include <string>

namespace polesweep {

/// The text as a cell of a Markdown table: a bar would end the cell, and an angle bracket would begin HTML.
std::string markdown_cell(const std::string& text);

}  // namespace polesweep
