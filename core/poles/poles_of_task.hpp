#pragma once

#include <functional>
#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// What a task says of poles, for settings that place theirs by it. Nothing where the task is not known yet.
struct PolesOfTask {
  std::vector<Complex> teacher = {};  ///< of the task's teacher; empty if it has none
  /// So many poles chosen by the statistics of the task's channel. Not callable if the task is no channel, nor after the setting is made.
  std::function<std::vector<Complex>(int count)> equalisers = {};
};

}  // namespace polesweep
