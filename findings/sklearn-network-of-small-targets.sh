#!/usr/bin/env bash
# Guess: a network learns targets in other units as well, or says that it has not converged: MLPRegressor on 0.001 y is about as good as on
# y.
# Seen with scikit-learn 1.4.2 (Debian 13): R squared on its own training rows is 0.996 for y, which is linear, and -782 for 0.001 y,
# without a warning. Training ends where ten passes improve the loss by less than 0.0001, which has no unit. The linear SGDRegressor on
# 0.001 y is right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-sklearn=1.4.2+dfsg-8" '
  cat >units.py <<END
import warnings

import numpy
import sklearn
from sklearn.linear_model import SGDRegressor
from sklearn.neural_network import MLPRegressor

print("scikit-learn", sklearn.__version__)
generator = numpy.random.default_rng(0)
rows = generator.normal(size=(1000, 5))
targets = rows @ generator.normal(size=5)
found = {}
for unit in (1, 0.01, 0.001):
    for model in (MLPRegressor((32,), random_state=0, max_iter=500, alpha=0), SGDRegressor(random_state=0, penalty=None)):
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            model.fit(rows, unit * targets)
        name = type(model).__name__
        found[name, unit] = model.score(rows, unit * targets)
        print(f"{name}, targets {unit} y: {model.n_iter_} passes, {len(said)} warnings, R squared {found[name, unit]:.4g}")
        silent = unit == 1 or (silent and not said)
good = min(found["MLPRegressor", 1], *(score for (name, _), score in found.items() if name == "SGDRegressor"))
raise SystemExit(0 if silent and good > 0.99 and found["MLPRegressor", 0.001] < -10 else 1)
END
  python3 units.py'
