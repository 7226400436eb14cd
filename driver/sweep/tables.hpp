#pragma once

#include <vector>

#include "driver/sweep/data_search.hpp"
#include "driver/sweep/node.hpp"
#include "driver/sweep/table.hpp"

namespace polesweep::sweep {

/// The families whose members a table of a kind names.
std::vector<Family> families_of(TableKind kind);
/// Keys of a table that are no fields of its members.
std::vector<std::string> own_keys(TableKind kind);
/// What `draws = { count = 64, seed = 1 }` reads; both must be there.
const std::vector<FieldSpec>& draws_fields();

/// The tables of one kind in file order, with their axes expanded. What is wrong goes into `problems`, that a required kind has none as
/// well; a table with a problem may be left out or incomplete then.
std::vector<Table> read_tables(const Node& document, TableKind kind, bool required, const DataSearch& search, Problems& problems);

}  // namespace polesweep::sweep
