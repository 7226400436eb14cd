#!/usr/bin/env bash
# Guess: a table that is put together of several files cannot be read once one of them is gone.
# Seen with HDF5 1.14.5 and h5py 3.13.0 (Debian 13): a virtual dataset of two shards has zeros, its fill value, in place of the losses of
# a shard that is gone, or whose dataset has another name; no error, no warning, and the best run is one that is lost. A shard that is no
# HDF5 file is an error. With a fill value of nan one can at least see it.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-h5py=3.13.0-1 hdf5-tools=1.14.5+repack-3 python3-numpy=1:2.2.4+ds-1" '
  cat >shards.py <<END
import os
import pathlib
import sys
import warnings

import h5py
import numpy

warnings.simplefilter("error")


def write(shard, name, first):
    with h5py.File(shard, "w") as file:
        file[name] = numpy.arange(3.0) + first


def read(name):
    try:
        with h5py.File("all.h5") as file:
            return file[name][:].tolist()
    except OSError:
        return "an error"


write("first.h5", "loss", 1)
write("second.h5", "loss", 4)
layout = h5py.VirtualLayout((2, 3), "f8")
for row, shard in enumerate(("first.h5", "second.h5")):
    layout[row] = h5py.VirtualSource(shard, "loss", (3,))
with h5py.File("all.h5", "w") as file:
    file.create_virtual_dataset("loss", layout)
    file.create_virtual_dataset("filled", layout, fillvalue=numpy.nan)
found = {"whole": read("loss")}
os.remove("second.h5")
found["gone"] = read("loss")
filled = read("filled")
write("second.h5", "losses", 4)
found["other name"] = read("loss")
pathlib.Path("second.h5").write_text("no HDF5 file")
found["no HDF5 file"] = read("loss")
print("h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version, found, "gone, filled with nan:", filled)
os.remove("second.h5")
zeros = [[1, 2, 3], [0, 0, 0]]
right = found["whole"] == [[1, 2, 3], [4, 5, 6]] and found["no HDF5 file"] == "an error" and bool(numpy.isnan(filled[1]).all())
sys.exit(0 if right and found["gone"] == found["other name"] == zeros else 1)
END
  python3 shards.py || exit 1
  h5dump -d loss all.h5 | grep "(.,0)"
  h5dump -d loss all.h5 | grep -q "(1,0): 0, 0, 0"'
