#!/usr/bin/env bash
# Guess: the mean over a rolling window depends on what is in the window: after one huge value has left it, means are right again.
# Seen with xarray 2025.03.1 and bottleneck 1.4.2 (Debian 13): of the losses 1, 1e20, 2, 3, 4, 5 the means of two are 0, 1 and 2 where 2.5,
# 3.5 and 4.5 are right, and so on for ever; after an infinite value all are nan. Once bottleneck is installed, xarray takes its moving
# sums, which add what enters and subtract what leaves. Sums and deviations suffer as well. rolling(...).construct(...).mean(...) and pandas
# 2.2.3 are right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-xarray=2025.03.1-8 python3-bottleneck=1.4.2+ds1-2+b1" '
  cat >rolling.py <<END
import bottleneck
import numpy
import pandas
import xarray

print("xarray", xarray.__version__, "bottleneck", bottleneck.__version__, "pandas", pandas.__version__)
losses = xarray.DataArray([1, 1e20, 2, 3, 4, 5], dims="sample")
windows = losses.rolling(sample=2)
found, right = windows.mean().values, windows.construct("window").mean("window", skipna=False).values
diverged = losses.where(losses < 1e20, numpy.inf).rolling(sample=2).mean().values
print("windows in full:", right, "\nrolling mean:", found, "deviation:", windows.std().values, "sum:", windows.sum().values)
print("pandas:", pandas.Series(losses.values).rolling(2).mean().values, "\nafter an infinite value:", diverged)
strange = (found[3:] == [0, 1, 2]).all() and (right[3:] == [2.5, 3.5, 4.5]).all() and numpy.isnan(diverged[3:]).all()
raise SystemExit(0 if strange else 1)
END
  python3 -W ignore rolling.py'
