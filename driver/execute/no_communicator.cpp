#include "core/error.hpp"
#include "driver/execute/communicator.hpp"
#include "driver/execute/launch.hpp"

namespace polesweep::execute {

std::unique_ptr<Communicator> open_communicator() {
  if (launched_processes() > 1)
    throw Error("launcher: started " + std::to_string(launched_processes()) +
                " processes (this program was built without MPI and runs as one). Build it with -DPOLESWEEP_MPI=ON?");
  return single_rank();
}

}  // namespace polesweep::execute
