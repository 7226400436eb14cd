#pragma once

#include <string>
#include <vector>

#include "analysis/conclusions/answers.hpp"
#include "analysis/estimators/power_law.hpp"

namespace polesweep::analysis {

/// How the risk of one learner falls with the number of samples.
struct Scaling {
  std::string task;
  std::string poles;
  std::string learner;
  std::string setting;  ///< of several the one that is best at the last length
  std::string point_id;
  PowerLaw law;
};

/// A power law with floor for every contender of the answers compared, on the seeds that judge them (`fit_power_law`). One distinct run has
/// no bounds.
std::vector<Scaling> scaling(const Runs& runs, const Answers& answers);

}  // namespace polesweep::analysis
