#include "driver/execute/launch.hpp"

#include <algorithm>
#include <cstdlib>

namespace polesweep::execute {

bool started_by_launcher() {
  // Open MPI and PRRTE, MPICH's Hydra, Intel MPI, Slurm's srun (which sets the step's process id; a batch script has none of its own).
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_RANK", "PMIX_RANK", "MPI_LOCALNRANKS"})
    if (std::getenv(name)) return true;
  return launched_processes() > 1;
}

int launched_processes() {
  int most = 1;
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char* value = std::getenv(name)) most = std::max(most, std::atoi(value));
  // A batch script carries SLURM_NTASKS too; only inside a step, which has a launcher's port, do the tasks exist.
  if (std::getenv("SLURM_SRUN_COMM_PORT") || std::getenv("SLURM_LAUNCH_NODE_IPADDR"))
    if (const char* value = std::getenv("SLURM_STEP_NUM_TASKS")) most = std::max(most, std::atoi(value));
  return most;
}

}  // namespace polesweep::execute
