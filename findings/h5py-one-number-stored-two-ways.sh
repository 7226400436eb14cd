#!/usr/bin/env bash
# Guess: what h5py stores of a number that the dataset cannot hold does not depend on how it is handed over.
# Seen with h5py 3.13.0, HDF5 1.14.5 and numpy 2.2.4 (Debian 13): 300.7 in a dataset of 8-bit integers is 44 as a numpy scalar, 127 as an
# array of one element and an error as a number of Python. Scalars are converted by numpy, which wraps, arrays by HDF5, which stops at the
# largest. A clock of 70000 steps as 16-bit integers is 4464 or 32767.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-h5py=3.13.0-1 python3-numpy=1:2.2.4+ds-1" '
  cat >store.py <<END
import sys
import warnings

import h5py
import numpy

warnings.simplefilter("error")


def store(kind, value):
    with h5py.File("numbers.h5", "w") as file:
        numbers = file.create_dataset("numbers", (1,), kind)
        try:
            numbers[:] = value
        except OverflowError:
            return "an error"
        return int(numbers[0])


def ways(kind, value):
    scalar = numpy.asarray(value)[()]
    return {"scalar of numpy": store(kind, scalar), "array": store(kind, numpy.array([value])), "Python": store(kind, value)}


print("h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version, "numpy", numpy.__version__)
real, integer, unsigned = ways("i1", 300.7), ways("i2", 70000), ways("u1", -1)
print("300.7 in 8 bits:", real, "\n70000 in 16 bits:", integer, "\n-1 in 8 bits without a sign:", unsigned)
found = [list(stored.values()) for stored in (real, integer, unsigned)]
sys.exit(0 if found == [[44, 127, "an error"], [4464, 32767, "an error"], [255, 0, "an error"]] else 1)
END
  python3 store.py'
