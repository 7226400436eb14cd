#pragma once

#include <string>

#include "driver/execute/preparation.hpp"

namespace polesweep::guide {

/// A sweep in sentences, as the methods section of a paper has them: what is compared, over what, measured how, claimed what. `report` is
/// that of `polesweep plan`.
std::string explain(execute::Preparation& sweep, const sweep::PlanReport& report);

}  // namespace polesweep::guide
