#!/usr/bin/env bash
# Guess: of numbers that the scale-offset filter of HDF5 keeps to three decimals, nan stays nan.
# Seen with HDF5 1.14.5 through h5py 3.13 (Debian 13): nan comes back as the smallest number of its chunk: 1, 2, nan as 1, 2, 1. The run
# that diverged is the best one. In single precision it is the same. With an infinite value, writing succeeds and the whole chunk can never
# be read again ("filter returned failure during read").
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-h5py=3.13.0-1" '
  cat >offset.py <<END
import h5py
import numpy

print("h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version)


def through_filter(losses):
    with h5py.File("losses.h5", "w") as file:
        file.create_dataset("loss", data=losses, scaleoffset=3, chunks=losses.shape)
    with h5py.File("losses.h5") as file:
        return file["loss"][:]


strange = True
for kind in (numpy.float64, numpy.float32):
    losses = numpy.array([1.25, 2, numpy.nan, 1.5], dtype=kind)
    read = through_filter(losses)
    print(losses.dtype, losses, "is read as", read)
    strange = strange and numpy.allclose(read, [1.25, 2, 1.25, 1.5])
try:
    strange = strange and through_filter(numpy.array([1.25, 2, numpy.inf])) is None
except OSError as problem:
    print("with an infinite value:", problem)
raise SystemExit(0 if strange else 1)
END
  python3 -W ignore offset.py'
