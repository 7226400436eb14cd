#include "driver/execute/slurm_request.hpp"

#include <fmt/format.h>

#include <cmath>

namespace polesweep::execute {
namespace {

/// Of a rank before it holds any data: program, libraries, the launcher's shared memory.
constexpr double base_mebibytes = 256;

}  // namespace

std::string slurm_request(const sweep::PlanReport& report) {
  const double seconds = report.prediction ? report.prediction->wall_seconds : 0;
  const auto minutes = static_cast<long long>(std::ceil(1.5 * seconds / 60) + 10);
  const double mebibytes = base_mebibytes + (report.memory_bytes + report.plan_bytes) / (1 << 20);
  return fmt::format("#SBATCH --ntasks={}\n#SBATCH --time={}-{:02}:{:02}:00\n#SBATCH --mem-per-cpu={:.0f}M\n", report.ranks, minutes / 1440,
                     minutes / 60 % 24, minutes % 60, std::ceil(mebibytes / 64) * 64);
}

}  // namespace polesweep::execute
