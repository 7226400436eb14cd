#pragma once

#include <string>
#include <vector>

#include "analysis/conclusions/answers.hpp"

/// Learners whose sweep asks for the best value of some fields: chosen at every length on one half of the seeds, judged on the other.
namespace polesweep::analysis {

/// The choice at one length.
struct Choice {
  std::size_t length = 0;  ///< position
  std::size_t point = 0;
  std::string setting;       ///< values of the tuned fields
  Estimate risk;             ///< of the chosen point, over the judging seeds
  std::size_t settings = 0;  ///< that were compared: the others had lost a race
  std::string at_edge;       ///< tuned fields whose chosen value is the smallest or largest tried: a better one may lie beyond
};

/// A setting that lost a race.
struct Dropped {
  std::string setting;
  std::int64_t after = 0;  ///< last length at which it was compared
};

/// One learner in one cell.
struct Tuned {
  const Cell* cell = nullptr;
  const Learner* learner = nullptr;
  std::size_t settings = 0;  ///< tried
  Halves halves;
  std::vector<Choice> choices;        ///< by length; lengths that were not measured are left out
  std::vector<Dropped> dropped = {};  ///< the first first
};

/// All tuned learners with at least two settings. With fewer than four seeds choice and judgement share them, and `halves.split` says so.
std::vector<Tuned> tune(const Runs& runs, const std::vector<Cell>& cells);

}  // namespace polesweep::analysis
