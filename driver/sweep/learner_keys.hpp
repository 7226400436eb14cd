#pragma once

#include <string>
#include <vector>

#include "driver/sweep/node.hpp"
#include "driver/sweep/table.hpp"

namespace polesweep::sweep {

/// The label of a `[[learner]]` table, or "recurrent, readout" (and the optimizer) where it has none.
std::string learner_label(const Node& node, const Table& table, Problems& problems);

/// Complains of an optimizer that is missing where a part of the learner follows a gradient, or that nothing uses.
void check_optimizer(const Node& node, const Table& table, Problems& problems);

/// The fields named by `tune`, as in `optimizer.step_size`; each must be one that the table sets. `spoiled` are paths of fields that have
/// been complained of.
std::vector<std::string> tuned_fields(const Node& node, const Table& table, const std::vector<std::string>& spoiled, Problems& problems);

}  // namespace polesweep::sweep
