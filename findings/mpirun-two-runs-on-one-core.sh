#!/usr/bin/env bash
# Guess: two runs of one rank each, started at the same time on a machine of two or more cores that is otherwise idle, take a core each.
# Seen with Open MPI 5.0.7 (Debian 13) and 4.1.4: both are bound to core 0, and take twice as long; the other cores stand still. Each
# mpirun binds its first rank to the first core it may use and knows nothing of the other. With --bind-to none, and with MPICH 4.2.1,
# which binds nothing, each may use all.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "openmpi-bin=5.0.7-1 mpich=4.3.0+really4.2.1-1" '
  mpirun.openmpi --version | head -n 1
  mpiexec.mpich --version | grep Version
  [ "$(nproc)" -gt 1 ] || { echo "not run: one core"; exit 1; }
  both() {
    for run in 1 2; do "$@" sh -c "sleep 5; sed -n s/Cpus_allowed_list:.//p /proc/self/status" >cores$run & done
    wait
    echo "$(cat cores1) and $(cat cores2)"
  }
  open="mpirun.openmpi --allow-run-as-root -n 1"
  all=$(sed -n s/Cpus_allowed_list:.//p /proc/self/status)
  bound=$(both $open) free=$(both $open --bind-to none) mpich=$(both mpiexec.mpich -n 1)
  echo "cores of two runs: $bound; with --bind-to none $free; MPICH $mpich; of $all"
  first=$(echo "$all" | sed "s/[-,].*//")
  [ "$bound" = "$first and $first" ] && [ "$free" = "$all and $all" ] && [ "$mpich" = "$all and $all" ]'
