#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/members/members.hpp"

/// Values to begin with, where a field has no default or where a default says little: the one table of them.
namespace polesweep::guide {

struct Suggestion {
  std::string value;   ///< TOML of one value; of a field to be tuned the two ends of its range
  std::string reason;  ///< as the rest of a comment; "" if the field's help says it all
  bool tuned = false;  ///< several values are tried, from the first to the second number
};

/// What `polesweep init` writes for a field; nothing where the default is left. A required field of a number has always one.
std::optional<Suggestion> suggestion_for(Family family, std::string_view member, const FieldSpec& spec);

}  // namespace polesweep::guide
