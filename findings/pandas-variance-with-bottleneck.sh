#!/usr/bin/env bash
# Guess: an optional package that makes pandas faster does not change its numbers.
# Seen with pandas 2.2.3 and bottleneck 1.4.2 (Debian 13): pandas takes the variance of bottleneck where that is installed, which adds up
# singles one by one. Of a million single losses around 1000 with a deviation of 1, var is 80 instead of 1; mean is right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-pandas=2.2.3+dfsg-9 python3-bottleneck=1.4.2+ds1-2+b1" '
  cat >spread.py <<END
import sys

import bottleneck
import numpy as np
import pandas as pd

losses = pd.Series(np.random.RandomState(1).normal(1000, 1, 10**6).astype(np.float32))
right = losses.to_numpy().astype(np.float64).var(ddof=1)
with pd.option_context("compute.use_bottleneck", False):
    without = losses.mean(), losses.var()
found = losses.mean(), losses.var()
print("pandas", pd.__version__, "bottleneck", bottleneck.__version__, "variance in double precision", right)
print("mean and variance without bottleneck:", without, "with it:", found)
same = abs(without[0] - found[0]) < 0.01
sys.exit(0 if same and abs(without[1] / right - 1) < 0.01 and found[1] > 10 * right else 1)
END
  python3 spread.py'
