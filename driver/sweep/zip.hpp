#pragma once

#include <vector>

#include "driver/sweep/node.hpp"
#include "driver/sweep/table.hpp"

namespace polesweep::sweep {

/// The groups of `zip = [["count", "radius"]]` as positions in `table.fields`, each ascending. In a `[[learner]]` table names are
/// dotted, as in "readout.step_size". Groups with a `spoiled` path are left out without a word.
std::vector<std::vector<std::size_t>> read_zip(const Node& node, const Table& table, const std::vector<std::string>& spoiled,
                                               Problems& problems);

/// The name of a field in the `zip` of its table.
std::string name_in_zip(const FieldAxis& field);

}  // namespace polesweep::sweep
