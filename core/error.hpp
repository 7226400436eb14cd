#pragma once

#include <stdexcept>

namespace polesweep {

/// A mistake the person at the terminal can mend: bad input, a missing file, an impossible combination.
///
/// The text has the form `where: problem (why, or what is allowed). Suggestion?`. Everything else that is thrown is our own fault.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The operating system refused: what is in the file is not known, and may be readable later.
class SystemError : public Error {
 public:
  using Error::Error;
};

}  // namespace polesweep
