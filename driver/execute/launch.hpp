#pragma once

#include <string>

namespace polesweep::execute {

/// Whether the environment shows that mpirun or srun started this process.
bool started_by_launcher();

/// The number of processes that the environment of a launcher names; 1 if it names none.
int launched_processes();

/// Whether this is the first process, or the only one, by that environment. To be asked before MPI is opened, which may set it as well.
bool is_first_process();

/// What to start a program by whose processes do not see each other: the mpirun of its MPI, "Open MPI v4.1.4" of what MPI says of its
/// version, and in a job of Slurm srun with the plugin that this MPI speaks. Whether srun has it is asked, which takes a moment.
std::string how_to_launch(const std::string& library_version);

}  // namespace polesweep::execute
