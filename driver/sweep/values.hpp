#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/sweep/node.hpp"

namespace polesweep::sweep {

/// `draws = { count = 64, seed = 1 }` of a table.
struct Draws {
  std::int64_t count = 0;
  std::int64_t seed = 0;
};

/// What a value is read for: the field's declaration, its dotted path in messages, and where problems are reported.
struct Target {
  const FieldSpec& spec;
  std::string path;
  Problems& problems;
};

/// Reads the value of a field outside the tables with axes, where a list or range is one value. Returns nothing after reporting a problem.
std::optional<Value> read_value(const Node& node, const Target& target);

/// Reads the values that a field of a table steps through; its outermost list is the axis. Returns an empty list after reporting a
/// problem. `draws` is nullptr if the table has none.
std::vector<Value> read_axis(const Node& node, const Target& target, const Draws* draws);

/// Reports each key of a table that is not among those known; `intro` reads as "ring reads:". `listing`: the command that says more.
void check_keys(const Node& table, const std::string& path, std::string_view intro, const std::vector<std::string>& known,
                Problems& problems, const std::string& listing = "");

}  // namespace polesweep::sweep
