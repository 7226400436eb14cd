#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/members/members.hpp"
#include "driver/sweep/node.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep::sweep {

struct Sweep;

/// `seeds = { until = 0.1, at_most = 256 }`: seeds are added until the intervals of the answers are narrow. A sweep lists all seeds that it
/// may come to; after those of each look it is decided whether more are needed.
struct SeedsUntil {
  double until = 0;          ///< how far a bound may be from its value, as a part of it
  std::int64_t first = 16;   ///< seeds at the first look
  std::string of = "risks";  ///< which answers: "risks" or "claims"
};

/// What such a table reads, as `list sweep` shows it.
const MemberInfo& seeds_until_keys();

/// Whether the value of `seeds` is such a table.
bool is_until(const Node& seeds);
/// Reads it, and all seeds that it allows.
void read_seeds_until(const Node& seeds, Sweep& sweep, Problems& problems);
std::string seeds_until_text(const Sweep& sweep);

/// Numbers of seeds at the looks, the first of the list each time; none if the number of seeds is given.
std::vector<std::size_t> looks_of(const Sweep& sweep);

/// What the looks ask of the rest of the sweep, once all of it is read.
void check_looks(const Node& document, const Sweep& sweep, Problems& problems);

}  // namespace polesweep::sweep
