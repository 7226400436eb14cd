#pragma once

#include <vector>

#include "driver/sweep/node.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

/// The `[[exclude]]` tables. A path must name a field of some member, and each of its values must suit one of the fields so named.
std::vector<Exclusion> read_exclusions(const Node& document, Problems& problems);

}  // namespace polesweep::sweep
