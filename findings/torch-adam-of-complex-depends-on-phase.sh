#!/usr/bin/env bash
# Guess: Adam divides a complex gradient by its size, so that a step has the same length at any phase.
# Seen with PyTorch 2.6.0 (Debian 13): it takes real and imaginary part for two parameters. The first step is 0.001 long for a gradient of
# 1 or of i, and 0.00141 for one of the same size between them. An angle of 10 degrees becomes 45. RMSprop, Adagrad and NAdam do the same:
# an equaliser learns otherwise when the carrier turns.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >phases.py <<END
import cmath
import math
import sys

import torch


def first_step(kind, degrees):
    weight = torch.nn.Parameter(torch.zeros(1, dtype=torch.complex128))
    weight.grad = torch.full_like(weight, cmath.rect(1, math.radians(degrees)))
    kind([weight], lr=0.001).step()
    length, angle = cmath.polar(-weight.item())
    return length, math.degrees(angle)


print("PyTorch", torch.__version__)
found = {}
for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop, torch.optim.Adagrad, torch.optim.NAdam):
    steps = found[kind.__name__] = [first_step(kind, degrees) for degrees in (0, 10, 45, 90)]
    print(kind.__name__, "first steps for 0, 10, 45, 90 degrees:", *(f"{length:.6f} at {angle:.1f}" for length, angle in steps))
plain = all(abs(step[0] - 0.001) < 1e-9 and abs(step[1] - right) < 1e-6 for step, right in zip(found.pop("SGD"), (0, 10, 45, 90)))
bent = all(abs(steps[2][0] / steps[0][0] - 2**0.5) < 1e-3 and abs(steps[1][1] - 45) < 0.1 for steps in found.values())
sys.exit(0 if plain and bent else 1)
END
  python3 -W ignore phases.py'
