#!/usr/bin/env bash
# Guess: `h5diff -p 0.01 ours theirs` reports where one file has an infinite risk and the other 1.
# Seen with HDF5 1.14.5 (Debian 13): not if the first file has it: no difference, exit code 0. The relative difference is inf / inf, and nan
# is not larger than 0.01. With the files in the other order it is found, and without -p or with -d as well.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "hdf5-tools=1.14.5+repack-3 python3-h5py=3.13.0-1" '
  cat >files.py <<END
import h5py

for name, risks in (("diverged", [1, float("inf"), 2]), ("fine", [1.0, 1, 2])):
    with h5py.File(name + ".h5", "w") as file:
        file["risk"] = risks
END
  python3 files.py
  h5diff --version
  code() {
    h5diff "$@" >/dev/null && result=0 || result=$?
    echo "h5diff $*: $result"
    results="$results$result"
  }
  results=
  code -p 0.01 diverged.h5 fine.h5
  code -p 0.01 fine.h5 diverged.h5
  code diverged.h5 fine.h5
  code -d 0.01 diverged.h5 fine.h5
  [ $results = 0111 ]'
