#!/bin/sh
# Starts a program on ranks of this machine, as many as one likes, by the mpirun at hand, whichever MPI that is of (Open MPI 4 to 6, MPICH):
#   jobs/launch.sh 4 build/release/polesweep run sweep.toml -o out/results.h5
# mpirun takes the place of this shell, so that signals reach it. `jobs/launch.sh --words` prints how it is called, for a line of your own.
# $MPIRUN is the launcher, if it is not the first mpirun in the path.
set -eu

# What mpirun loads to look for graphics processors (pocl, by hwloc's plugin) may take SIGUSR1, which asks for a stop, from it.
export HWLOC_COMPONENTS="${HWLOC_COMPONENTS:--opencl}"

mpirun=${MPIRUN:-mpirun}
if ! version=$($mpirun --version 2>&1); then
  why=$(echo "$version" | tail -n 1)
  echo "launch.sh: $mpirun cannot be run ($why). Install Open MPI or MPICH, or start the program without a launcher?" >&2
  exit 127
fi
words=
case $version in
*"(Open MPI)"* | *"(OpenRTE)"*)
  # More ranks than cores, and two threads in rank 0: MPICH minds neither.
  words="--oversubscribe --bind-to none"
  # Containers and fresh virtual machines often are root.
  [ "$(id -u)" != 0 ] || words="$words --allow-run-as-root"
  # Ten lines beside our own about each exit code; later versions refuse the word.
  case $version in *") 4."*) words="$words -q" ;; esac
  ;;
esac

case ${1:-} in
--words)
  echo "$mpirun${words:+ $words}"
  ;;
*[!0-9]* | '' | 0)
  echo "launch.sh: got '${1:-}' (must be a number of ranks, then the program and its words)" >&2
  exit 2
  ;;
*)
  ranks=$1
  shift
  # Outside of a batch system all ranks are here. Open MPI 5 complains of interfaces that do not reach themselves, and fails where shared
  # memory is short.
  case $words in ?*) [ -n "${SLURM_JOB_ID:-}${PBS_JOBID:-}${LSB_JOBID:-}" ] || words="$words --mca btl_tcp_if_include lo" ;; esac
  exec $mpirun $words -n "$ranks" "$@"
  ;;
esac
