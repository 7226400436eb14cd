#include "driver/execute/launch.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

namespace polesweep::execute {
namespace {

TEST(Launch, advice_has_the_name_of_the_mpi) {
  EXPECT_EQ(how_to_launch("Open MPI v5.0.7, package: Debian OpenMPI, ident: 5.0.7, repo rev: v5.0.7"),
            " Use the mpirun of the MPI it was built with (Open MPI v5.0.7)?");
  EXPECT_EQ(how_to_launch("MPICH Version:      4.2.1\nMPICH Release date: Wed Apr 17 15:30:02 CDT 2024\n"),
            " Use the mpirun of the MPI it was built with (MPICH 4.2.1)?");
  EXPECT_EQ(how_to_launch("Intel(R) MPI Library 2021.5 for Linux* OS\n"),
            " Use the mpirun of the MPI it was built with (Intel(R) MPI Library 2021.5 for Linux* OS)?");
}

TEST(Launch, the_first_process_is_known_by_every_launcher) {
  EXPECT_TRUE(is_first_process());
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}) {
    setenv(name, "1", 1);
    EXPECT_FALSE(is_first_process()) << name;
    setenv(name, "0", 1);
    EXPECT_TRUE(is_first_process()) << name;
    unsetenv(name);
  }
}

}  // namespace
}  // namespace polesweep::execute
