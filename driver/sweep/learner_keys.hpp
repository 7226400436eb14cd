#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/members/members.hpp"
#include "driver/sweep/node.hpp"
#include "driver/sweep/table.hpp"

namespace polesweep::sweep {

/// The label of a `[[learner]]` table, or "recurrent, readout" (and the optimizer) if it has none.
std::string learner_label(const Node& node, const Table& table, Problems& problems);

/// Reports an optimizer that is missing although a part of the learner follows a gradient, or one that nothing uses.
void check_optimizer(const Node& node, const Table& table, Problems& problems);

/// What `tune.race` reads, as `list sweep` shows it.
const MemberInfo& race_keys();

/// Reads the fields named by `tune`, as in `optimizer.step_size`, and whether their settings race, into the tables that one `[[learner]]`
/// makes. A name must be an axis of one of them; the others need not have it. `unread` are paths of fields with reported problems. Without
/// `all_read`, problems of some members were reported, which may own what is not known.
void read_tune(const Node& node, std::span<Table> tables, const std::vector<std::string>& unread, bool all_read, Problems& problems);

}  // namespace polesweep::sweep
