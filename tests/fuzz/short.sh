#!/usr/bin/env bash
# A short run of the fuzz targets that are built in these folders, for the gate of every change: tests/fuzz/short.sh SECONDS BUILD ...
# They are linked to the libraries of other tests (POLESWEEP_FUZZ=TARGETS), which do not guide them: inputs are the corpora of the repository,
# earlier finds, and changes to them.
set -u
seconds=$1
shift
[ -n "${TMPDIR:-}" ] || { [ -d /dev/shm ] && export TMPDIR=/dev/shm; }
failed=0
ran=0
for build in "$@"; do
  for program in "$build"/fuzz_*; do
    [ -x "$program" ] && [ "${program##*/}" != fuzz_write_seeds ] || continue
    ran=$((ran + 1))
    "$(dirname "$0")/one.sh" "$program" "$build/short" -max_total_time="$seconds" -timeout=60 -seed=1 || failed=1
  done
done
[ $ran -gt 0 ] || { echo "no fuzz targets in $*"; exit 1; }
exit $failed
