#!/usr/bin/env bash
# Guess: a run that ends by MPI_Abort makes mpirun return something else than 0.
# Seen with Open MPI 5.0.7 and MPICH 4.2.1 (Debian 13): MPI_Abort(MPI_COMM_WORLD, 256) makes it 0, for the code keeps its last eight bits,
# and so does MPI_Abort(MPI_COMM_WORLD, 0). A program that aborts with its count of diverged runs has succeeded where there are 256.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libopenmpi-dev=5.0.7-1 openmpi-bin=5.0.7-1 libmpich-dev=4.3.0+really4.2.1-1 mpich=4.3.0+really4.2.1-1 gcc=4:14.2.0-1" '
  cat >abort.c <<END
#include <mpi.h>
#include <stdlib.h>

int main(int count, char** words) {
  int rank;
  MPI_Init(&count, &words);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (rank == 0) MPI_Abort(MPI_COMM_WORLD, atoi(words[1]));
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
}
END
  mpicc.openmpi abort.c -o open && mpicc.mpich abort.c -o mpich || exit 1
  mpirun.openmpi --version | head -n 1
  mpiexec.mpich --version | grep Version
  codes() { for code in 1 75 0 256; do status=0; "$@" $code >/dev/null 2>&1 || status=$?; printf "%s " $status; done; }
  open=$(codes mpirun.openmpi --allow-run-as-root --oversubscribe -n 2 ./open)
  mpich=$(codes mpiexec.mpich -n 2 ./mpich)
  echo "aborts with 1, 75, 0, 256: Open MPI $open, MPICH $mpich"
  [ "$open" = "1 75 0 0 " ] && [ "$mpich" = "1 75 0 0 " ]'
