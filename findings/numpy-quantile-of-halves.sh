#!/usr/bin/env bash
# Guess: the quantile 0.5 of 100001 finite numbers in half precision is their median.
# Seen with numpy 2.2.4 (Debian 13): nan. The probability is turned into the type of the data, and so is the position in the sorted data
# that it stands for, which may be beyond 65504, the largest half. Below that it is rounded: of 20001 numbers from 0 to 1 the quantile
# 0.9997 is 0.9990. With a list of one probability, quantile(x, [0.5]), numpy computes in double precision, and both are right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-numpy=1:2.2.4+ds-1" '
  cat >halves.py <<END
import numpy

print("numpy", numpy.__version__)
samples = numpy.linspace(-1, 1, 100001).astype(numpy.float16)
numbers = {"median": numpy.median(samples), "quantile 0.5": numpy.quantile(samples, 0.5), "percentile 50": numpy.percentile(samples, 50),
           "quantile [0.5]": numpy.quantile(samples, [0.5])[0], "of doubles": numpy.quantile(samples.astype(float), 0.5)}
print({name: float(number) for name, number in numbers.items()})
few = numpy.linspace(0, 1, 20001).astype(numpy.float16)
print("of 20001 from 0 to 1, quantile 0.9997:", numpy.quantile(few, 0.9997), "list:", numpy.quantile(few, [0.9997])[0])
strange = numpy.isnan([numbers["quantile 0.5"], numbers["percentile 50"]]).all()
raise SystemExit(0 if strange and max(abs(numbers[name]) for name in ("median", "quantile [0.5]", "of doubles")) < 1e-4 else 1)
END
  python3 -W ignore halves.py'
