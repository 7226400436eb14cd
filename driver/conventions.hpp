#pragma once

#include <vector>

#include "core/members/members.hpp"

namespace polesweep {

/// What numbers mean where books and libraries differ, by name: `polesweep list conventions` and docs/conventions.md.
const std::vector<MemberInfo>& conventions();

}  // namespace polesweep
