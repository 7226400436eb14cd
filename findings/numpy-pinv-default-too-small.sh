#!/usr/bin/env bash
# Guess: numpy.linalg.pinv(states) @ targets is the readout of least norm that numpy.linalg.lstsq gives, to rounding.
# Seen with numpy 2.2.4 (Debian 13; 1.24.2 does the same): 10,000 states of a linear reservoir of 100 units. The error on new data is 1e-4
# of the power by pinv, 1e-24 by lstsq, and 1e-14 by the normal equations, which books warn of. pinv drops singular values below 1e-15 of
# the largest, whatever the size of the matrix, and so keeps some that are rounding noise and divides by them. rtol = None, which looks
# like the default, is the usual bound (the longer side times epsilon) and gives 1e-12.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-numpy=1:2.2.4+ds-1" '
  cat >readouts.py <<END
import numpy

print("numpy", numpy.__version__)
rng = numpy.random.default_rng(1)
units, samples = 100, 10_000
recurrent = rng.standard_normal((units, units))
recurrent *= 0.9 / abs(numpy.linalg.eigvals(recurrent)).max()
drive = rng.standard_normal(units)
inputs = rng.standard_normal(2 * samples)
targets = numpy.convolve(inputs, 0.5 ** numpy.arange(20))[:2 * samples]
states = numpy.zeros((2 * samples, units))
for t in range(2 * samples):
    states[t] = recurrent @ states[t - 1] + drive * inputs[t]
s, d = states[:samples], targets[:samples]
readouts = {
    "pinv(states) @ targets": numpy.linalg.pinv(s) @ d,
    "pinv(states, rtol=None) @ targets": numpy.linalg.pinv(s, rtol=None) @ d,
    "solve(states.T @ states, states.T @ targets)": numpy.linalg.solve(s.T @ s, s.T @ d),
    "lstsq(states, targets)": numpy.linalg.lstsq(s, d)[0],
}
errors = []
for name, w in readouts.items():
    errors.append(numpy.mean((states[samples:] @ w - targets[samples:]) ** 2) / numpy.mean(targets[samples:] ** 2))
    print(f"{name}: error {errors[-1]:.0e} of the power")
raise SystemExit(0 if errors[0] > 1e-7 and max(errors[1:]) < 1e-10 else 1)
END
  python3 readouts.py'
