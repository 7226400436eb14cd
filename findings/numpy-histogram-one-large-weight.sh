#!/usr/bin/env bash
# Guess: in a weighted histogram a weight changes its own bin and no other.
# Seen with numpy 2.2.4 (Debian 13): so it is if bins is a number. If the same edges are given as an array, sums are differences of one sum
# over all weights: behind a bin with 1e20 all bins that hold 1, 2, 3 are 0, behind an infinite weight they are nan. Nothing warns of the 0.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-numpy=1:2.2.4+ds-1" '
  cat >bins.py <<END
import sys
import warnings

import numpy as np

places, edges = [0.5, 1.5, 2.5, 3.5], [0, 1, 2, 3, 4]
found = {}
print("numpy", np.__version__)
for weight in (10, 1e20, np.inf):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore" if weight == np.inf else "error")
        weights = [weight, 1, 2, 3]
        counted = np.histogram(places, 4, (0, 4), weights=weights)[0].tolist()
        found[weight] = np.histogram(places, edges, weights=weights)[0].tolist()
    print("weights", weights, "four bins", counted, "the same by their edges", found[weight])
    if counted != weights:
        sys.exit(1)
nan = all(np.isnan(found[np.inf][1:]))
sys.exit(0 if found[10] == [10, 1, 2, 3] and found[1e20] == [1e20, 0, 0, 0] and nan else 1)
END
  python3 bins.py'
