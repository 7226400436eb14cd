#pragma once

#include <string>

namespace polesweep {

/// What a recurrent rule asks of the rest of its learner, in words, or nothing if it goes with everything; `rule` is one of the list.
std::string told_needs(const std::string& rule);

}  // namespace polesweep
