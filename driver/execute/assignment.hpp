#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "driver/sweep/grid.hpp"
#include "driver/sweep/theory_units.hpp"

namespace polesweep::execute {

/// Where the saved state of a run of a unit is.
struct StateReference {
  std::uint32_t run = 0;   ///< position in [points][seeds]
  std::uint32_t file = 0;  ///< position in the assignment's files
  std::uint64_t offset = 0;
};

/// A unit on its way to a worker: points as combinations of the sweep's tables, positions of seeds, and the runs still missing. Or a unit
/// of formulas, which has no points.
struct Assignment {
  std::uint32_t unit = 0;
  std::vector<sweep::PointRef> points;
  std::uint32_t first_seed = 0;
  std::uint32_t seeds = 0;
  std::uint32_t lengths = 0;                ///< how many of the sweep's lengths, from the first; of formulas none
  std::vector<bool> wanted;                 ///< [points][seeds]
  std::vector<StateReference> states = {};  ///< of runs that may go on
  std::vector<std::string> state_files = {};
  sweep::TheoryUnit theory = {};  ///< a unit of runs has no combinations here
};

/// What a worker says when it asks for work: how its last unit went.
struct Report {
  bool has_unit = false;
  std::uint32_t unit = 0;
  std::uint64_t complete = 0;
  std::uint64_t diverged = 0;
  std::uint64_t failed = 0;
  std::uint64_t values = 0;          ///< of formulas
  std::uint64_t continued = 0;       ///< runs that went on from a saved state
  std::uint64_t samples_spared = 0;  ///< training samples (or passes, or updates) that were not computed again for that
  bool interrupted = false;          ///< rank 0 asked for the unit to be left; its runs in progress are saved
  bool stop = false;                 ///< this rank got a signal to stop
  std::string fault;                 ///< why this worker can do no more (a full disk), or empty
};

std::string encode(const Assignment& assignment);
Assignment decode_assignment(std::string_view bytes);
std::string encode(const Report& report);
Report decode_report(std::string_view bytes);

}  // namespace polesweep::execute
