#!/usr/bin/env bash
# Guess: the cumulated loss of a run that has become nan is nan from there on, as in numpy, or at least at that place, as in pandas.
# Seen with xarray 2025.03.1 (Debian 13): neither. Of the losses 1, nan, nan, 2 it is 1, 1, 1, 3: nan counts as 0, and nothing is left of
# it. skipna=False gives numpy's.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-xarray=2025.03.1-8" '
  cat >sums.py <<END
import numpy
import pandas
import xarray

print("xarray", xarray.__version__)
losses = xarray.DataArray([1, numpy.nan, numpy.nan, 2], dims="sample")
found = {"xarray": losses.cumsum("sample").values, "skipna=False": losses.cumsum("sample", skipna=False).values,
         "numpy": numpy.cumsum(losses.values), "pandas": pandas.Series(losses.values).cumsum().values}
print(found)
strange = found["xarray"].tolist() == [1, 1, 1, 3] and numpy.isnan(found["numpy"][1:]).all() and numpy.isnan(found["pandas"][1:3]).all()
raise SystemExit(0 if strange and numpy.isnan(found["skipna=False"][1:]).all() else 1)
END
  python3 -W ignore sums.py'
