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

/// What a value is read for: the field's declaration, its dotted path in messages, and where complaints go.
struct Target {
  const FieldSpec& spec;
  std::string path;
  Problems& problems;
};

/// The one value of a field outside the tables with axes: a list is a list there, and may be written as a range. None after a complaint.
std::optional<Value> read_value(const Node& node, const Target& target);

/// The values that a field of a table steps through; its outermost list is the axis. Empty after a complaint. `draws` is null where the
/// table has none.
std::vector<Value> read_axis(const Node& node, const Target& target, const Draws* draws);

/// Complains of each key of a table that is not among those known; `intro` reads as "ring reads:".
void check_keys(const Node& table, const std::string& path, std::string_view intro, const std::vector<std::string>& known,
                Problems& problems);

}  // namespace polesweep::sweep
