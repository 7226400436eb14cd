#!/usr/bin/env bash
# Guess: a file that is opened with MPI_MODE_CREATE and MPI_MODE_WRONLY holds afterwards what was written, as one opened for writing in C.
# Seen with Open MPI 5.0.7 and MPICH 4.2.1 (Debian 13): three losses written over a file of six leave the last three of the older, longer
# run in place, and the file has six. MPI never cuts a file off by itself; MPI_File_set_size(file, 0) does.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "libopenmpi-dev=5.0.7-1 openmpi-bin=5.0.7-1 libmpich-dev=4.3.0+really4.2.1-1 mpich=4.3.0+really4.2.1-1 gcc=4:14.2.0-1" '
  cat >losses.c <<END
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char** words) {
  MPI_File file;
  MPI_Init(&count, &words);
  MPI_File_open(MPI_COMM_WORLD, words[1], MPI_MODE_CREATE | MPI_MODE_WRONLY, MPI_INFO_NULL, &file);
  if (count > 3) MPI_File_set_size(file, 0);
  MPI_File_write_at(file, 0, words[2], (int)strlen(words[2]), MPI_CHAR, MPI_STATUS_IGNORE);
  MPI_File_close(&file);
  MPI_Finalize();
}
END
  mpicc.openmpi losses.c -o open && mpicc.mpich losses.c -o mpich || exit 1
  mpirun.openmpi --version | head -n 1
  mpiexec.mpich --version | grep Version
  found=""
  for run in "mpirun.openmpi --allow-run-as-root -n 1 ./open" "mpiexec.mpich -n 1 ./mpich"; do
    for cut in "" cut; do
      rm -f losses
      $run losses "6 5 4 3 2 1" 2>warnings && $run losses "9 8 7" $cut 2>warnings || { cat warnings; exit 1; }
      found="$found($(cat losses))"
    done
  done
  echo "after 6 5 4 3 2 1 and 9 8 7, without and with MPI_File_set_size, Open MPI, then MPICH: $found"
  [ "$found" = "(9 8 7 3 2 1)(9 8 7)(9 8 7 3 2 1)(9 8 7)" ]'
