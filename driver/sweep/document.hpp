#pragma once

#include <string>
#include <string_view>

#include "driver/sweep/node.hpp"

namespace polesweep::sweep {

/// The document as a table. What is not TOML goes into `problems`; the answer is then an empty table.
Node parse_document(std::string_view text, Problems& problems);

/// Carries out the option `--set path=value` with this number (from 1) of `problems.options()`: creates or replaces what the path names.
/// Numbers in the path count tables of a `[[...]]` or entries of a list from 0; the number after the last one appends.
void apply_option(Node& document, int option, Problems& problems);

/// A text as a TOML string on one line.
std::string quoted(const std::string& text);

}  // namespace polesweep::sweep
