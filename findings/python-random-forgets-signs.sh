#!/usr/bin/env bash
# Guess: random.seed(-1) and random.seed(1) begin two series.
# Seen with Python 3.13.5 (Debian 13): one series: a whole number is a seed without its sign. The 32 seeds from -16 to 15 begin 17 series.
# Numbers with a fraction and words are hashed, signs included, and seed(1.0) is seed(1).
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3=3.13.5-1" '
  cat >seeds.py <<END
import random
import sys

print("Python", sys.version.split()[0])


def first(seed):
    random.seed(seed)
    return random.random()


numbers = {seed: first(seed) for seed in (1, -1, 1.5, -1.5, "1", "-1")}
print(numbers)
distinct = len({first(seed) for seed in range(-16, 16)})
print("seeds -16 to 15:", distinct, "series")
strange = numbers[1] == numbers[-1] and numbers[1.5] != numbers[-1.5] and numbers["1"] != numbers["-1"]
raise SystemExit(0 if strange and distinct == 17 else 1)
END
  python3 seeds.py'
