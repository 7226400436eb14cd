#pragma once

#include <cstdio>
#include <sstream>

#include "core/tell.hpp"

namespace polesweep {

/// Prints how parsing the command line ended, as a help text or a mistake, which quotes what the shell was given. Returns the exit code.
template <class Parser, class End>
int tell_end(const Parser& parser, const End& end) {
  std::ostringstream asked;
  std::ostringstream wrong;
  const int code = parser.exit(end, asked, wrong);
  tell("{}", asked.str());
  tell(stderr, "{}", wrong.str());
  return code;
}

}  // namespace polesweep
