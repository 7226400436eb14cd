#!/usr/bin/env bash
# Guess: a rank that catches a signal, finishes and returns a code of its own has it returned by mpiexec, as it does without a signal.
# Seen with MPICH 4.0.2 (Debian 12) and one rank: without a signal mpiexec returns the rank's code every time; after SIGUSR1 to mpiexec, which
# passes it on, it returns 0 in most trials. "75: stopped early, start me again" turns into "done". 4.2.1 and 5.0.2 return the code.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "mpich=4.0.2-3+b1 libmpich-dev=4.0.2-3+b1 gcc=4:12.2.0-3 libc6-dev" '
  cat >rank.c <<END
#include <mpi.h>
#include <signal.h>
#include <unistd.h>
static volatile sig_atomic_t told;
static void hear(int signal) { told = signal; }
int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  signal(SIGUSR1, hear);
  for (int i = 0; i < 300 && !told; ++i) usleep(10000);
  MPI_Finalize();
  return told ? 75 : 9;
}
END
  mpicc rank.c -o rank
  mpiexec --version | grep Version
  count() { sort -n | uniq -c | tr "\n" ";" | sed "s/  */ /g"; echo; }
  plain=$(for trial in 1 2 3; do mpiexec -n 1 ./rank </dev/null >/dev/null 2>&1; echo $?; done | count)
  told=$(for trial in 1 2 3 4 5 6 7 8 9 10 11 12; do
    mpiexec -n 1 ./rank </dev/null >/dev/null 2>&1 &
    sleep 1.5
    kill -USR1 $!
    wait $!
    echo $?
  done | count)
  echo "codes of mpiexec (how often, code), rank returns  9, no signal:    $plain"
  echo "codes of mpiexec (how often, code), rank returns 75, after a signal: $told"
  [ "$plain" = " 3 9;" ] || exit 1
  case $told in *" 0;"*) ;; *) exit 1 ;; esac'
