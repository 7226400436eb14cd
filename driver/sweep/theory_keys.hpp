#pragma once

#include "driver/sweep/node.hpp"
#include "driver/sweep/table.hpp"

/// The keys of a `[[theory]]` table that are no parameters of its formula.
namespace polesweep::sweep {

/// The table's `label`, or the formula's name.
std::string formula_label(const Node& node, const Table& table, Problems& problems);

/// The table's `beside`: the measured quantity whose figure the values are drawn into, which takes a table with one axis of numbers. Empty
/// if it is left out, and after reporting a problem. The axes must have been made.
std::string figure_beside(const Node& node, const Table& table, Problems& problems);

}  // namespace polesweep::sweep
