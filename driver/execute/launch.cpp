#include "driver/execute/launch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <regex>
#include <string_view>

namespace polesweep::execute {
namespace {

bool srun_has(const std::string& plugin) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen("timeout 10 srun --mpi=list 2>&1", "r"), pclose);
  std::string said;
  char part[256];
  while (pipe && std::fgets(part, sizeof part, pipe.get())) said += part;
  // One on each line; "specific pmix plugin versions available: pmix_v5" is none.
  return std::regex_search("\n" + said, std::regex("\n(srun: )?\\s*" + plugin + "\\s*\n"));
}

}  // namespace

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

bool is_first_process() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"})
    if (const char* rank = std::getenv(name)) return std::string_view(rank) == "0";
  return true;
}

std::string how_to_launch(const std::string& library_version) {
  // "Open MPI v4.1.4, package: ...", "MPICH Version:      4.0.2\n...", "Intel(R) MPI Library 2021.5 for Linux* OS\n".
  std::string library = library_version.substr(0, library_version.find_first_of(",\n"));
  library = std::regex_replace(library, std::regex(R"(( Version:)?\s+)"), " ");
  const std::string plugin = library.starts_with("Open MPI") ? "pmix" : library.starts_with("MPICH") ? "pmi2" : "";
  std::string advice = fmt::format(" Use the mpirun of the MPI it was built with ({})", library);
  if (!plugin.empty() && std::getenv("SLURM_JOB_ID") && srun_has(plugin)) advice += fmt::format(", or `srun --mpi={}`", plugin);
  return advice + "?";
}

}  // namespace polesweep::execute
