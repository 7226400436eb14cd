#pragma once

#include <string>
#include <string_view>

/// Texts of users (names, labels, messages) made harmless for the language they are put into.
namespace polesweep::analysis {

/// Escapes the content and the quoted attributes of HTML: & < > " ' become entities, control characters other than tab and newline vanish.
std::string html(std::string_view text);

/// One field of a CSV file (RFC 4180): quoted if it holds a comma, a quote or a line break. Spreadsheets take what begins with = + - @ or a
/// blank for a formula and run it: such a text, unless it is a number, gets an apostrophe in front.
std::string csv(std::string_view text);

/// A single-quoted string of gnuplot, in which neither commands, macros nor escapes are expanded. Line breaks become spaces.
std::string gnuplot(std::string_view text);

/// Returns a line for a terminal: line breaks and other control characters become spaces.
std::string one_line(std::string text);

}  // namespace polesweep::analysis
