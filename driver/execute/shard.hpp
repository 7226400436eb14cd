#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace polesweep::execute {

/// One part of a sweep that several jobs share, and how these jobs count: an array of jobs may begin anywhere and leave numbers out.
struct Shard {
  std::uint32_t part = 0;  ///< from 0
  std::uint32_t parts = 1;
  std::string array;        ///< what the parts are called together: "8", or "1-8" or "1-15:2" as arrays of jobs are
  std::uint32_t first = 0;  ///< name of part 0
  std::uint32_t step = 1;   ///< between names

  std::string name() const { return names({part}); }
  /// Names of parts in ascending order, as Slurm's `--array` takes them: "3", "0-2,5". If there are very many, the first ones and "...".
  std::string names(const std::vector<std::uint32_t>& some) const;
};

/// Reads "i/N" (i from 0), "i/FIRST-LAST" or "i/FIRST-LAST:STEP" (i is one of these), and "slurm": the array that this job is one of.
/// Throws Error for anything else, and for arrays that are lists, whose number of parts is unknown.
Shard parse_shard(const std::string& text);

}  // namespace polesweep::execute
