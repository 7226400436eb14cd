#!/usr/bin/env bash
# Guess: the clearest case for a rank test, that each loss of one network is below each of the other, has a small p value.
# Seen with scipy 1.15.3 (Debian 13): brunnermunzel returns nan for it, however many runs there are, so that p < 0.05 is false. With one
# pair of 100 the other way round p is 0. mannwhitneyu has 0.0002 and less.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-scipy=1.15.3-1" '
  cat >ranks.py <<END
import math
import sys

import scipy
from scipy.stats import brunnermunzel, mannwhitneyu

print("scipy", scipy.__version__)
found = {}
for name, better, worse in (
    ("8 against 8, separated", range(8), range(8, 16)),
    ("100 against 100, separated", range(100), range(100, 200)),
    ("100 against 100, but for one pair", [*range(99), 100], [99, *range(101, 200)]),
):
    found[name] = brunnermunzel(better, worse).pvalue, mannwhitneyu(better, worse).pvalue
    print(name, "p by Brunner and Munzel %g, by Mann and Whitney %g" % found[name])
values = list(found.values())
nan = all(math.isnan(p) and not p < 0.05 for p, _ in values[:2]) and values[2][0] < 1e-10
sys.exit(0 if nan and all(p < 1e-3 for _, p in values) else 1)
END
  python3 -W ignore ranks.py'
