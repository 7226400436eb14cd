#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/members/members.hpp"

namespace polesweep::guide {

/// TOML of the values of fields, beside what `suggestion_for` says.
using Given = std::map<std::string, std::string>;

struct DraftMember {
  Family family = Family::task;
  std::string kind;  ///< "": none, or the default
  Given given = {};
  bool plain = false;  ///< what has a default is left at it
};

struct DraftLearner {
  std::string label;
  DraftMember recurrent;
  DraftMember readout;
  DraftMember optimizer;
  DraftMember regime;
};

/// What is claimed of the learners.
enum class DraftClaim {
  ratio,                ///< the second has a lower risk than the first
  falls_along_lengths,  ///< the risk of the first falls
  falls_along_iterations
};

/// A sweep to begin with: what `polesweep init` decides before it writes.
struct Draft {
  std::vector<std::string> heading;  ///< what the comment on top says, a paragraph each
  std::string name;
  DraftMember task;
  DraftMember network;
  DraftMember poles;
  std::vector<DraftLearner> learners;
  std::int64_t seeds = 16;
  std::int64_t longest = 1000;   ///< the last length
  std::int64_t tried = 5;        ///< values of each tuned field
  std::int64_t scored = 10'000;  ///< samples of a test
  DraftClaim claim = DraftClaim::ratio;
};

/// The text of the file: every line has a comment that says why it is there and where to read more.
std::string draft_text(const Draft& draft);

}  // namespace polesweep::guide
