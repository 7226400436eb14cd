#!/usr/bin/env bash
# Guess: after a passive-aggressive step that nothing limits, the newest row is predicted exactly, as in the paper.
# Seen with scikit-learn 1.4.2 (Debian 13): the step is the error over the squared input, but it moves the intercept, too:
# PassiveAggressiveRegressor goes 1 + 1 / x^2 times as far. For an input of 1 it is at 2 and 0 in turn where 1 is the target, for one of 0.3
# it diverges. Without an intercept one step is enough.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-sklearn=1.4.2+dfsg-8" '
  cat >steps.py <<END
import sys

import sklearn
from sklearn.linear_model import PassiveAggressiveRegressor


def predictions(x, steps, **settings):
    model = PassiveAggressiveRegressor(C=1e9, epsilon=0, shuffle=False, **settings)
    found = []
    for _ in range(steps):
        model.partial_fit([[x]], [1])
        found.append(float(model.predict([[x]])[0]))
    return found


print("scikit-learn", sklearn.__version__)
found = {x: predictions(x, 6) for x in (3, 1, 0.3)}
for x, steps in found.items():
    print("input", x, "target 1, predictions after each step:", *(f"{step:.6g}" for step in steps))
exact = [abs(step - 1) < 1e-9 for x in found for step in predictions(x, 6, fit_intercept=False)]
print("without an intercept all are exact:", all(exact))
over = all(abs(steps[0] - (1 + 1 / x**2)) < 1e-6 for x, steps in found.items())
forever = all(abs(step - right) < 1e-6 for step, right in zip(found[1], (2, 0) * 3))
sys.exit(0 if all(exact) and over and forever and abs(found[0.3][-1]) > 1e6 else 1)
END
  python3 -W ignore steps.py'
