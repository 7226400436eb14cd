#!/usr/bin/env bash
# Guess: numpy.quantile(risks, 0.5) is numpy.median(risks), also where some runs have diverged and their risk is infinite.
# Seen with numpy 2.2.4 (Debian 13; 1.24.2 does the same): of 1, 2, 3, inf and inf the median is 3 and the quantile nan. It interpolates 3
# + 0 (inf - 3), although the quantile is the element 3 itself. Where the elements on both sides are infinite it is nan instead of inf, and
# nanquantile, which leaves nan out, returns nan as well. So do percentile, and the quantile of pandas 1.5.3, whose median is 3.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-numpy=1:2.2.4+ds-1" '
  cat >quantiles.py <<END
import numpy

print("numpy", numpy.__version__)
for risks in ([1, 2, 3, 4, numpy.inf], [1, 2, 3, numpy.inf, numpy.inf], [1, 2, numpy.inf, numpy.inf, numpy.inf]):
    print(f"{risks}: median {numpy.median(risks)}, quantile {numpy.quantile(risks, 0.5)}, nanquantile {numpy.nanquantile(risks, 0.5)}")
risks = [1, 2, 3, numpy.inf, numpy.inf]
strange = numpy.isnan([numpy.quantile(risks, 0.5), numpy.nanquantile(risks, 0.5)]).all()
raise SystemExit(0 if numpy.median(risks) == 3 and strange else 1)
END
  python3 -W ignore quantiles.py'
