#!/usr/bin/env bash
# Guess: scipy.signal.decimate keeps the level of slow signals: a constant stays what it is.
# Seen with scipy 1.15.3 (Debian 13): a constant 1 becomes 0.9886, for all factors. The filter is of Chebyshev type with a ripple of 0.05
# dB, is applied forwards and backwards, and, its order being even, has a dip at frequency 0. Learning curves that are decimated lose 1.1 %.
# ftype="fir" loses a ten thousandth.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-scipy=1.15.3-1" '
  cat >level.py <<END
import numpy
import scipy
from scipy.signal import decimate

print("scipy", scipy.__version__)
levels = {factor: decimate(numpy.ones(4000), factor)[2000 // factor] for factor in (2, 4, 10)}
smooth = decimate(numpy.ones(4000), 4, ftype="fir")[500]
print("a constant 1 decimated by", {factor: round(float(level), 6) for factor, level in levels.items()}, "by 4 with ftype=fir", round(float(smooth), 6))
raise SystemExit(0 if all(abs(level - 10**-0.005) < 1e-4 for level in levels.values()) and abs(smooth - 1) < 1e-3 else 1)
END
  python3 -W ignore level.py'
