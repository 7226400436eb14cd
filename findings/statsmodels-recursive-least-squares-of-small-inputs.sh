#!/usr/bin/env bash
# Guess: recursive least squares over all samples ends at the weights of least squares, in whatever unit inputs and targets are.
# Seen with statsmodels 0.14.4 (Debian 13): RecursiveLS and OLS agree to 1e-15, but for inputs of 1e-6 all weights are 0 where 1e6 and 2e6
# are right (numpy warns of a division), and for targets of 1e-5 they are 17 % too small and 16 % too large, without a warning. The
# weights begin with a variance of 1e6, which is small beside the weights of small inputs; with 1e16 these are right to 1e-8. Beside a
# variance of 1e6 that of small targets, 1e-12, is below rounding.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-statsmodels=0.14.4+dfsg-1" '
  cat >recursive.py <<END
import warnings
import numpy
import statsmodels
import statsmodels.api
from statsmodels.regression.recursive_ls import RecursiveLS

generator = numpy.random.default_rng(1)
inputs = statsmodels.api.add_constant(generator.normal(size=(100, 1)))
targets = inputs @ [1, 2] + 0.1 * generator.normal(size=100)


def weights(kind, unit_of_inputs, unit_of_targets):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        found = kind(unit_of_targets * targets, unit_of_inputs * inputs).fit().params * unit_of_inputs / unit_of_targets
    print(kind.__name__, "inputs in", unit_of_inputs, "targets in", unit_of_targets, "weights", found, len(seen), "warnings")
    return found, len(seen)


print("statsmodels", statsmodels.__version__)
right = weights(statsmodels.api.OLS, 1, 1)[0]
same = all(abs(weights(statsmodels.api.OLS, *units)[0] - right).max() < 1e-12 for units in [(1e-6, 1), (1, 1e-5)])
same = same and abs(weights(RecursiveLS, 1, 1)[0] - right).max() < 1e-12
small_inputs, small_targets = weights(RecursiveLS, 1e-6, 1), weights(RecursiveLS, 1, 1e-5)
strange = abs(small_inputs[0]).max() < 1e-3 and abs(small_targets[0] - right).max() > 0.1
raise SystemExit(0 if same and strange and small_targets[1] == 0 else 1)
END
  python3 recursive.py'
