#!/usr/bin/env bash
# Guess: the variance of a column in double precision is right to some digits for numbers of ten digits.
# Seen with Miller 6.13.0 (Debian 13): it is a difference of sums of squares. Of a thousand Unix times with a variance of 1 it is 0,
# without a warning. So is the slope of a line over time: -0.00008 a second where all points are on one of 0.5.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "miller=6.13.0-1 python3=3.13.5-1" '
  cat >times.py <<END
import random
import statistics
import subprocess

random.seed(1)
since = [random.gauss(0, 1) for _ in range(1000)]
rows = "since,time,loss\n" + "".join(f"{x:.6f},{1.7e9 + x:.6f},{0.5 * x:.6f}\n" for x in since)


def miller(*verb):
    run = subprocess.run(["mlr", "--icsv", "--oxtab", *verb], input=rows, capture_output=True, text=True, check=True)
    assert not run.stderr
    return {name: float(value) for name, value in map(str.split, run.stdout.splitlines())}


version = subprocess.run(["mlr", "--version"], capture_output=True, text=True, check=True).stdout.strip()
print(version, "variance", statistics.variance(since))
found = miller("stats1", "-a", "var", "-f", "since,time") | miller("stats2", "-a", "linreg-ols", "-f", "time,loss,since,loss")
print(*found.items(), sep="\n")
good = abs(found["since_var"] / statistics.variance(since) - 1) < 1e-3 and abs(found["since_loss_ols_m"] - 0.5) < 1e-3
off = not 0.1 < found["time_var"] < 10 and abs(found["time_loss_ols_m"] - 0.5) > 0.05
raise SystemExit(0 if good and off else 1)
END
  python3 times.py'
