#!/usr/bin/env bash
# Guess: lfilter, started from the state that lfiltic makes of past inputs and outputs, goes on as if it had never stopped, for all
# coefficients.
# Seen with scipy 1.15.3 (Debian 13): only where a[0] is 1. lfilter divides both polynomials by a[0], lfiltic neither the state by it, so
# that 2 y[t] = 1.8 y[t-1] + 2 x[t] + x[t-1] goes on from twice its state: the first output is 30.3 where 17.7 is right. The state that
# lfilter itself returns is right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-scipy=1.15.3-1" '
  cat >state.py <<END
import numpy
import scipy
from scipy.signal import lfilter, lfiltic

print("scipy", scipy.__version__)
inputs = numpy.arange(10.0)
errors = []
for scale in (1, 2):
    b, a = scale * numpy.array([1, 0.5]), scale * numpy.array([1, -0.9])
    whole = lfilter(b, a, inputs)
    states = {"lfiltic": lfiltic(b, a, whole[4::-1], inputs[4::-1]), "lfilter": lfilter(b, a, inputs[:5], zi=[0.0])[1]}
    for name, state in states.items():
        rest = lfilter(b, a, inputs[5:], zi=state)[0]
        print(f"a[0] = {scale}, state {state} of {name}: first output {rest[0]:.6g}, right {whole[5]:.6g}")
        errors.append(abs(rest - whole[5:]).max())
raise SystemExit(0 if max(errors[0], errors[1], errors[3]) < 1e-12 and errors[2] > 1 else 1)
END
  python3 -W ignore state.py'
