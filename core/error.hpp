#pragma once

#include <stdexcept>
#include <string>

namespace polesweep {

/// No line of a message is longer.
inline constexpr std::size_t longest_line = 2000;

/// A mistake the person at the terminal can mend: bad input, a missing file, an impossible combination.
///
/// The text has the form `where: problem (why, or what is allowed). Suggestion?`. Everything else that is thrown is our own fault.
class Error : public std::runtime_error {
 public:
  /// What it quotes may come from any file: the text is made one `for_terminal`, and a line longer than `longest_line` loses its middle.
  explicit Error(const std::string& text);
};

/// The operating system refused: what is in the file is not known, and may be readable later.
class SystemError : public Error {
 public:
  using Error::Error;
};

}  // namespace polesweep
