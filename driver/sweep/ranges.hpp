#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/sweep/values.hpp"

namespace polesweep::sweep {

/// Whether a node is a table that makes numbers: linspace, logspace, range, uniform or loguniform.
bool is_range(const Node& node);

/// Whether a node is { uniform = ... } or { loguniform = ... }.
bool is_draw(const Node& node);

const std::vector<std::string>& range_makers();

/// What such a table is written with: { linspace = [first, last], count = n }.
struct RangeMaker {
  std::string name;
  std::size_t most_ends = 2;    ///< numbers in its list, two at least
  bool counted = false;         ///< needs a count
  bool drawn = false;           ///< needs the draws of its table
  bool is_logarithmic = false;  ///< needs ends > 0
};
const std::vector<RangeMaker>& range_maker_table();

/// The numbers of such a table. For a whole-number field they are rounded to the nearest whole number, and neighbours that become equal
/// are one value. Returns nothing if it reported a problem.
std::optional<std::vector<double>> expand_range(const Node& node, const Target& target, const Draws* draws);

}  // namespace polesweep::sweep
