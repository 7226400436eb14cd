#!/usr/bin/env bash
# Guess: after MPI_Allreduce with MPI_MAX all ranks have the same number, be it nan or the largest of the others, so that all stop or all go
# on.
# Seen with MPICH 4.2.1 (Debian 13): not if one rank has nan. Of 1, nan, 3, 4 two ranks get 4, one nan, and of 1, 2, nan, 4 the last one
# gets 2, less than what it gave. Each rank compares in an order of its own, and a comparison with nan keeps the one that came last. A loop
# that ends when the largest loss is small ends on some ranks alone.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "mpich=4.3.0+really4.2.1-1 libmpich-dev=4.3.0+really4.2.1-1 gcc libc6-dev" '
  cat >largest.c <<END
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **words) {
  MPI_Init(&count, &words);
  int rank, ranks, strange = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int diverged = -1; diverged < ranks; diverged++) {
    double loss = rank == diverged ? NAN : rank + 1, largest, all[16];
    MPI_Allreduce(&loss, &largest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    MPI_Gather(&largest, 1, MPI_DOUBLE, all, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    if (rank) continue;
    printf("nan on rank %d of %d: largest on each rank", diverged, ranks);
    int differ = 0;
    for (int i = 0; i < ranks; i++) {
      printf(" %g", all[i]);
      differ |= !(all[i] == all[0] || (isnan(all[i]) && isnan(all[0])));
    }
    puts(differ ? " (they differ)" : "");
    strange = diverged < 0 ? !differ && all[0] == ranks : strange && (differ || diverged != ranks - 1);
  }
  MPI_Finalize();
  return rank == 0 && !strange;
}
END
  mpicc.mpich -O2 largest.c -o largest -lm
  mpichversion | head -n 1
  mpirun.mpich -n 2 ./largest
  mpirun.mpich -n 4 ./largest'
