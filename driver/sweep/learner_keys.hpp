#pragma once

#include <string>

#include "driver/sweep/node.hpp"
#include "driver/sweep/table.hpp"

namespace polesweep::sweep {

/// Complains of the keys `optimizer`, `regime` and `tune` of a `[[learner]]` table as far as this version cannot honour them.
void check_learner_keys(const Node& node, Problems& problems);

/// The label of a `[[learner]]` table, or "recurrent, readout" where it has none.
std::string learner_label(const Node& node, const Table& table, Problems& problems);

}  // namespace polesweep::sweep
