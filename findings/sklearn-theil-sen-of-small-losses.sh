#!/usr/bin/env bash
# Guess: a line by Theil and Sen stands three outliers in twenty rows, in any unit.
# Seen with scikit-learn 1.4.2 (Debian 13): TheilSenRegressor goes from the mean of all slopes towards their median until a step is below
# 0.001, in the unit of the data. Of losses that rise by half a unit of 1e-6 and end with three of 1, the slope is 111 units, and no warning
# says so. In units of 1 it is 0.65, scipy has 0.59 in both.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-sklearn=1.4.2+dfsg-8 python3-scipy=1.15.3-1" '
  cat >slopes.py <<END
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import theilslopes
from sklearn.linear_model import TheilSenRegressor

warnings.simplefilter("error", sklearn.exceptions.ConvergenceWarning)
x = np.arange(20.0)
losses = np.where(x < 17, 0.5 * x + np.random.RandomState(1).standard_normal(20), 1e6)
print("scikit-learn", sklearn.__version__, "scipy", scipy.__version__)
found, scipys = {}, {}
for unit in (1, 1e-6):
    model = TheilSenRegressor(random_state=0).fit(x[:, None], losses * unit)
    found[unit] = model.coef_[0] / unit
    scipys[unit] = theilslopes(losses * unit, x)[0] / unit
    print("unit", unit, "all pairs:", model.n_subpopulation_ == 190, "slope", found[unit], "scipy", scipys[unit])
right = all(0.4 < slope < 0.7 for slope in (*scipys.values(), found[1]))
sys.exit(0 if right and found[1e-6] > 100 else 1)
END
  python3 slopes.py'
