#!/usr/bin/env bash
# Guess: the element -1 of a netCDF variable is the last along its dimension, as it is of the whole variable read before.
# Seen with h5netcdf 1.6.1 and netCDF4 1.7.2 (Debian 13): where five steps of one loss and three of another were written, v[-1] of the other
# is the third loss for h5netcdf, v[4] and v[:][-1] the fill value; netCDF4 has the fill value in all three. h5netcdf counts from the end
# of what was written, though it says that the shape is 5: the last loss of a run that is behind looks like that of one that has ended.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-h5netcdf=1.6.1-1 python3-netcdf4=1.7.2-1+b4 python3-h5py=3.13.0-1 python3-numpy=1:2.2.4+ds-1" '
  cat >last.py <<END
import sys

import h5netcdf
import netCDF4
import numpy

with netCDF4.Dataset("runs.nc", "w") as file:
    file.createDimension("step", None)
    for name, losses in (("first", [5.0, 4, 3, 2, 1]), ("behind", [9.0, 8, 7])):
        variable = file.createVariable(name, "f8", ("step",), fill_value=-1.0)
        variable[: len(losses)] = numpy.array(losses)


def seen(variable):
    return [int(variable.shape[0]), *(float(number) for number in (variable[-1], variable[4], variable[:][-1]))]


with h5netcdf.File("runs.nc") as file:
    found = {"h5netcdf " + h5netcdf.__version__: seen(file["behind"])}
with netCDF4.Dataset("runs.nc") as file:
    file.set_auto_mask(False)
    found["netCDF4 " + netCDF4.__version__] = seen(file["behind"])
print("length, [-1], [4], [:][-1]:", found)
sys.exit(0 if list(found.values()) == [[5, 7, -1, -1], [5, -1, -1, -1]] else 1)
END
  python3 last.py'
