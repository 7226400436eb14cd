#pragma once

namespace polesweep::execute {

/// Whether the environment shows that mpirun or srun started this process.
bool started_by_launcher();

/// The number of processes that the environment of a launcher names; 1 where it names none.
int launched_processes();

}  // namespace polesweep::execute
