#pragma once

#include <string>

#include "driver/sweep/report.hpp"

namespace polesweep::execute {

/// The `#SBATCH` lines for a sweep: ranks; half as much time again as predicted and ten minutes; memory of a rank with what program and
/// libraries take. They replace the lines of the same names in `jobs/slurm/`.
std::string slurm_request(const sweep::PlanReport& report);

}  // namespace polesweep::execute
