#!/usr/bin/env bash
# Guess: a group that refers to one of its own runs as the best still does so in the copy that h5copy makes.
# Seen with h5copy of HDF5 1.14.5 (Debian 13): the reference is null in the copy, in a dataset as in an attribute, though the run it means
# was copied along; no warning, and the code is 0. With -f ref both are kept.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "hdf5-tools=1.14.5+repack-3 python3-h5py=3.13.0-1 python3-numpy=1:2.2.4+ds-1" '
  cat >references.py <<END
import subprocess
import sys

import h5py
import numpy

with h5py.File("sweep.h5", "w") as file:
    sweep = file.create_group("sweep")
    for run in range(3):
        sweep[f"run{run}"] = numpy.full(2, float(run))
    sweep["best"] = numpy.array([sweep["run1"].ref], dtype=h5py.ref_dtype)
    sweep.attrs["best"] = sweep["run1"].ref


def seen(name):
    with h5py.File(name) as file:
        references = {"dataset": file["sweep/best"][0], "attribute": file["sweep"].attrs["best"]}
        means = {kind: file[reference].name if reference else "null" for kind, reference in references.items()}
        return {"runs": len(file["sweep"]) - 1, **means}


def copied(name, *words):
    code = subprocess.run(["h5copy", *words, "-i", "sweep.h5", "-o", name, "-s", "/sweep", "-d", "/sweep"], check=False).returncode
    return code, seen(name)


found = [(0, seen("sweep.h5")), copied("plain.h5"), copied("kept.h5", "-f", "ref")]
print("h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version, "code and references of the original, the copy, with -f ref:", *found)
right, null = ({"runs": 3, "dataset": name, "attribute": name} for name in ("/sweep/run1", "null"))
sys.exit(0 if found == [(0, right), (0, null), (0, right)] else 1)
END
  python3 references.py'
