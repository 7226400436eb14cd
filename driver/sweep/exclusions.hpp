#pragma once

#include <vector>

#include "driver/sweep/node.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// The `[[exclude]]` tables. A path must name a field of some member, and each of its values must suit one of the fields so named; labels
/// must be those of `learners`.
std::vector<Exclusion> read_exclusions(const Node& document, const std::vector<Table>& learners, Problems& problems);

}  // namespace polesweep::sweep
