#!/usr/bin/env bash
# Guess: a shell loop over the lines of a file starts one run for each of them, if the program itself reads nothing.
# Seen with Open MPI 5.0.7 and MPICH 4.2.1 (Debian 13): one of three, and the loop ends with 0. mpirun reads all of its standard input, the
# rest of the list, to pass it on to rank 0, whether that asks for it or not. With </dev/null all three start, as with any shell command.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "openmpi-bin=5.0.7-1 mpich=4.3.0+really4.2.1-1" '
  printf "0.1\n0.2\n0.3\n" >rates
  mpirun.openmpi --version | head -n 1
  mpiexec.mpich --version | grep Version
  sweep() { while read -r rate; do "$@" echo "rate $rate" || exit 1; done <rates | tr "\n" " "; }
  sweep_without_input() { while read -r rate; do "$@" echo "rate $rate" </dev/null || exit 1; done <rates | tr "\n" " "; }
  for launcher in "mpirun.openmpi --allow-run-as-root --oversubscribe -n 1" "mpiexec.mpich -n 1"; do
    seen=$(sweep $launcher) right=$(sweep_without_input $launcher)
    echo "$launcher: $seen; with </dev/null: $right"
    [ "$seen" = "rate 0.1 " ] && [ "$right" = "rate 0.1 rate 0.2 rate 0.3 " ] || exit 1
  done
  [ "$(sweep env)" = "rate 0.1 rate 0.2 rate 0.3 " ]'
