#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What messages quote of texts that come from outside: a cell or a header may be as long as its file, and hold any bytes.
namespace polesweep {

/// Returns the text as a message quotes it: if it is long, its beginning and its length. What `for_terminal` replaces and line breaks are
/// written as \xNN.
std::string excerpt(std::string_view text, std::size_t most = 60);

/// The texts with commas between them; of many the first ones and their number.
std::string excerpt(const std::vector<std::string>& texts, std::size_t most = 12);

/// What a terminal or a log may be given: control characters (of ASCII and of Unicode, but for line breaks and tabs), marks that turn the
/// direction of writing, and bytes that are not UTF-8 are written as \xNN. A terminal would obey them.
std::string for_terminal(std::string_view text);

/// Lines with more than `most` characters lose their middle.
std::string with_short_lines(std::string_view text, std::size_t most);

}  // namespace polesweep
