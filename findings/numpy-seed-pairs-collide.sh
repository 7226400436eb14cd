#!/usr/bin/env bash
# Guess: default_rng([sweep, run]) gives every pair of a sweep and a run numbers of their own.
# Seen with numpy 2.2.4 (Debian 13): numbers are cut into words of 32 bits, put in a row and filled up with zeros. So [1, 0], [1] and 1 are
# one generator, and so are [0, 1] and 2**32: run 0 repeats what a program did that was seeded with 1 alone. SeedSequence(1).spawn(2)
# collides with none.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-numpy=1:2.2.4+ds-1" '
  cat >seeds.py <<END
import numpy

print("numpy", numpy.__version__)
seeds = {"1": 1, "[1]": [1], "[1, 0]": [1, 0], "[1, 0, 0]": [1, 0, 0], "[1, 1]": [1, 1], "2**32": 2**32, "[0, 1]": [0, 1]}
numbers = {name: float(numpy.random.default_rng(seed).random()) for name, seed in seeds.items()}
numbers["spawned"] = float(numpy.random.default_rng(numpy.random.SeedSequence(1).spawn(1)[0]).random())
print(numbers)
strange = numbers["1"] == numbers["[1]"] == numbers["[1, 0]"] == numbers["[1, 0, 0]"] and numbers["2**32"] == numbers["[0, 1]"]
raise SystemExit(0 if strange and len(set(numbers.values())) == 4 else 1)
END
  python3 -W ignore seeds.py'
