#pragma once

#include <string>
#include <vector>

namespace polesweep {

/// What `polesweep theory NAME PARAMETER=VALUE ...` prints: JSON on one line. Throws Error for arguments that the formula does not take,
/// and where its value is not defined.
std::string theory_value(const std::string& name, const std::vector<std::string>& arguments);

}  // namespace polesweep
