#!/usr/bin/env bash
# Guess: h5diff returns 0 only for files with the same content, as diff does.
# Seen with HDF5 1.14.5 (Debian 13): it returns 0 where it cannot compare. Four losses against six, against a table of two by two, against
# integers, against texts, against a group of that name or against none at all are "not comparable", which it says and does not count. One
# other value makes 1, and so does a dataset that is missing.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "hdf5-tools=1.14.5+repack-3 python3-h5py=3.13.0-1 python3-numpy=1:2.2.4+ds-1" '
  cat >write.py <<END
import h5py
import numpy

losses = numpy.arange(4.0)
kinds = {"four": losses, "same": losses, "other": losses + 1, "six": numpy.arange(6.0), "table": losses.reshape(2, 2),
         "integers": numpy.arange(4), "texts": numpy.array([b"a", b"b", b"c", b"d"]), "none": numpy.zeros(0)}
for name, data in kinds.items():
    with h5py.File(name + ".h5", "w") as file:
        file["loss"] = data
with h5py.File("group.h5", "w") as file:
    file.create_group("loss")
h5py.File("missing.h5", "w").close()
END
  python3 write.py
  h5diff --version
  codes=
  for other in same six table integers texts none group other missing; do
    code=0
    h5diff four.h5 $other.h5 >said || code=$?
    echo "four against $other: $code $(grep -c "not comparable" said) times not comparable"
    codes="$codes$code"
  done
  [ $codes = 000000011 ]'
