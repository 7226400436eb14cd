#pragma once

#include <span>
#include <string>
#include <vector>

#include "driver/sweep/node.hpp"
#include "driver/sweep/table.hpp"

namespace polesweep::sweep {

/// The label of a `[[learner]]` table, or "recurrent, readout" (and the optimizer) where it has none.
std::string learner_label(const Node& node, const Table& table, Problems& problems);

/// Complains of an optimizer that is missing where a part of the learner follows a gradient, or that nothing uses.
void check_optimizer(const Node& node, const Table& table, Problems& problems);

/// Reads the fields named by `tune`, as in `optimizer.step_size`, into the tables that one `[[learner]]` makes. A name must be an axis of
/// one of them; the others need not have it. `unread` are paths of fields that have been complained of; without `all_read` some members
/// were, and may own what is not known.
void read_tune(const Node& node, std::span<Table> tables, const std::vector<std::string>& unread, bool all_read, Problems& problems);

}  // namespace polesweep::sweep
