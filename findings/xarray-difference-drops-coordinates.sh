#!/usr/bin/env bash
# Guess: the difference of two arrays of risks over the same step sizes has all of them, or an error says that coordinates differ.
# Seen with xarray 2025.03.1 (Debian 13): coordinates that differ in the last bit are dropped in silence. Of 0.1, 0.2, 0.3 against 0.1, 0.2,
# 0.1 + 0.2 two are left, of doubles against the same in single precision none, and the mean difference is of those or nan. pandas keeps
# them with nan. With set_options(arithmetic_join="exact") it is an error.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-xarray=2025.03.1-8" '
  cat >difference.py <<END
import numpy
import xarray

print("xarray", xarray.__version__)
steps = [0.1, 0.2, 0.3]


def risks(values, coordinates):
    return xarray.DataArray(values, dims="step_size", coords={"step_size": coordinates})


ours = risks([1.0, 2.0, 30.0], steps)
others = {"0.1 + 0.2": risks([1.0, 2.0, 3.0], [0.1, 0.2, 0.1 + 0.2]), "singles": risks([1.0, 2.0, 3.0], numpy.float32(steps))}
left = {}
for name, theirs in others.items():
    difference = ours - theirs
    left[name] = difference.size
    print(name, "difference", difference.values, "mean", difference.mean().item(), "pandas", (ours.to_series() - theirs.to_series()).tolist())
try:
    with xarray.set_options(arithmetic_join="exact"):
        ours - others["singles"]
    refused = False
except ValueError:
    refused = True
raise SystemExit(0 if left == {"0.1 + 0.2": 2, "singles": 0} and refused else 1)
END
  python3 -W ignore difference.py'
