#pragma once

#include <vector>

#include "core/members/members.hpp"
#include "driver/sweep/node.hpp"

namespace polesweep::sweep {

/// A member that a table names, and the table that holds its fields.
struct Choice {
  Family family = Family::task;
  const MemberInfo* info = nullptr;  ///< nullptr: no optimizer
  Where where;
  const Node* fields = nullptr;  ///< nullptr: the member was written as a text
};

/// The members of one family that a table names: the key `kind` (of a network: `network`) of `[[task]]` and `[[poles]]`, `formula` of
/// `[[theory]]`, the key `recurrent`, `readout`, `optimizer` or `regime` of `[[learner]]`, which may hold a table of its own. A list names
/// several. Empty if a problem was reported. If they are left out, there is no optimizer, and the regime is a stream.
std::vector<Choice> choices_of(const Node& table, Family family, Problems& problems);

}  // namespace polesweep::sweep
