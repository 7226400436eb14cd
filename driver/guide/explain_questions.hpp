#pragma once

#include <string>

#include "driver/sweep/sweep.hpp"

namespace polesweep::guide {

/// A `[[compare]]` or `[[claim]]` table in sentences.
std::string explain_question(const sweep::AskedTable& asked, const sweep::Sweep& sweep);
/// Which points a list of conditions chooses: "task.noise is 0.1 and poles.kind is ring"; "" without any.
std::string explain_conditions(const std::vector<sweep::Condition>& conditions);

}  // namespace polesweep::guide
