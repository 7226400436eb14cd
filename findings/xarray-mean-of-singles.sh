#!/usr/bin/env bash
# Guess: the mean of a DataArray is the mean of its values, to the precision of the type that they are stored in.
# Seen with xarray 2025.03.1 and bottleneck 1.4.2 (Debian 13): of 2^25 numbers 0.1 in single precision it is 0.0625, where numpy's mean of
# the same values is 0.1000. Once bottleneck is installed, xarray takes its nanmean, which adds one number after the other to one number in
# single precision, and from 2^20 on adding 0.1 adds 0.125, from 2^21 = 2097152 on nothing. skipna=False gives numpy's. pandas' mean is
# right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-xarray=2025.03.1-8 python3-bottleneck=1.4.2+ds1-2+b1" '
  cat >mean.py <<END
import bottleneck
import numpy
import pandas
import xarray

print("xarray", xarray.__version__, "bottleneck", bottleneck.__version__)
errors = xarray.DataArray(numpy.full(2**25, 0.1, dtype=numpy.float32))
means = {"numpy": errors.values.mean(), "pandas": pandas.Series(errors.values).mean(), "skipna=False": errors.mean(skipna=False).item()}
print("xarray:", errors.mean().item(), {name: float(mean) for name, mean in means.items()})
right = all(abs(mean - 0.1) < 1e-4 for mean in means.values())
raise SystemExit(0 if right and abs(errors.mean().item() - 0.0625) < 1e-6 else 1)
END
  python3 -W ignore mean.py'
