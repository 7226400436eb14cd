#!/usr/bin/env bash
# Guess: a moving sum by scipy.signal.convolve depends on the values under the window, up to rounding.
# Seen with scipy 1.15.3 (Debian 13): for long arrays it takes Fourier transforms, unless told otherwise, whose errors are relative to the
# largest value anywhere. Of a loss that was 1e20 at the first of 100,001 samples and 1 ever after, sums of 1000 at the end are 1702, 1893,
# 1522 instead of 5, 4, 3; after an infinite one all are nan. So is correlate. Short arrays, method="direct", numpy.convolve and oaconvolve
# are right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-scipy=1.15.3-1" '
  cat >sums.py <<END
import numpy
import scipy
from scipy import signal

print("scipy", scipy.__version__)
losses, window = numpy.ones(100001), numpy.ones(1000)
losses[0] = 1e20
ends = {"convolve": signal.convolve(losses, window), "direct": signal.convolve(losses, window, method="direct"), "numpy": numpy.convolve(losses, window),
        "oaconvolve": signal.oaconvolve(losses, window), "short": signal.convolve(losses[:500], numpy.ones(10))}
losses[0] = numpy.inf
ends["after an infinite one"] = signal.convolve(losses, window)
for name, sums in ends.items():
    print(name, sums[-5:])
right = all(numpy.allclose(ends[name][-5:], [5, 4, 3, 2, 1]) for name in ("direct", "numpy", "oaconvolve", "short"))
raise SystemExit(0 if right and abs(ends["convolve"][-5:] - 3).max() > 100 and numpy.isnan(ends["after an infinite one"]).all() else 1)
END
  python3 -W ignore sums.py'
