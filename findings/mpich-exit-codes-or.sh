#!/usr/bin/env bash
# Guess: when ranks return different codes, mpiexec returns one of them (the first, or the largest), as Open MPI 4 does.
# Seen with MPICH 4.2.1 (Debian 13): the bitwise or of all codes. Ranks that return 3, 5 and 9 make 15, which none of them returned and which
# may stand for anything. (4.0.2 and 5.0.2 do the same.) A script that tells codes apart must not do so by mpiexec's.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "mpich=4.3.0+really4.2.1-1" '
  mpiexec --version | grep Version
  for codes in "1 2" "4 8" "3 5 9" "0 6"; do
    set -- $codes
    code=0
    # One start in thirty ends by SIGPIPE (141) instead.
    for attempt in 1 2 3; do
      code=0
      mpiexec -n $# sh -c "shift \$PMI_RANK; exit \$1" _ $codes </dev/null >/dev/null 2>&1 || code=$?
      [ $code = 141 ] || break
    done
    or=0
    for each in $codes; do or=$((or | each)); done
    echo "ranks return $codes: mpiexec returns $code"
    [ $code = $or ] || exit 1
  done'
