#!/usr/bin/env bash
# Guess: where bootstrapping gives a percentile interval, it gives the bias-corrected one (BCa, the default) as well.
# Seen with scipy 1.15.3 (Debian 13): for the median of counts, 15 times 1 and 5 times 2, BCa is nan to nan, although resampled medians are
# 1, 1.5 and 2. All medians with one sample left out are equal, and BCa divides by their spread, 0 / 0. A warning calls the data degenerate.
# So it is for the mean as soon as one run is infinite. The percentile interval is 1 to 1.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-scipy=1.15.3-1" '
  cat >ties.py <<END
import numpy
import scipy
from scipy.stats import bootstrap

print("scipy", scipy.__version__)
counts = numpy.array([1.0] * 15 + [2.0] * 5)
found = {}
for method in ("BCa", "percentile", "basic"):
    result = bootstrap((counts,), numpy.median, method=method, rng=numpy.random.default_rng(0))
    found[method] = [float(end) for end in result.confidence_interval]
    print(method, found[method], "resampled medians", numpy.unique(result.bootstrap_distribution))
strange = numpy.isnan(found["BCa"]).all() and numpy.isfinite(found["percentile"] + found["basic"]).all()
raise SystemExit(0 if strange and len(numpy.unique(result.bootstrap_distribution)) == 3 else 1)
END
  python3 -W ignore ties.py'
