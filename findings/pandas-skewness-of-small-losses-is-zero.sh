#!/usr/bin/env bash
# Guess: skewness and kurtosis have no unit: those of losses in microwatts are those of losses in watts.
# Seen with pandas 2.2.3 (Debian 13): of 1, 2, 4, 9 the skewness is 1.33, of the same times 1e-6 it is 0, and so is the kurtosis: sums of
# powers below 1e-14 count as zero. Further below, rolling(4).skew() gives nan instead. scipy.stats.skew gives the same for all of them.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-pandas=2.2.3+dfsg-9 python3-scipy=1.15.3-1" '
  cat >skewness.py <<END
import numpy
import pandas
import scipy.stats

print("pandas", pandas.__version__)
found = []
for unit in (1, 1e-3, 1e-6, 1e-12):
    losses = pandas.Series([1.0, 2, 4, 9]) * unit
    found.append([losses.skew(), losses.kurt(), losses.rolling(4).skew().iloc[-1], scipy.stats.skew(losses, bias=False)])
    print(f"in units of {unit}: skew {found[-1][0]:.4g}, kurt {found[-1][1]:.4g}, rolling skew {found[-1][2]:.4g}, scipy {found[-1][3]:.4g}")
found = numpy.array(found)
right = numpy.allclose(found[:, 3], found[0, 0]) and numpy.allclose(found[1, :2], found[0, :2])
raise SystemExit(0 if right and found[0, 0] > 1 and (found[2:, :2] == 0).all() else 1)
END
  python3 -W ignore skewness.py'
