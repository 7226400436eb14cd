#!/usr/bin/env bash
# Guess: the delta filter of zarr's codecs only stores numbers in another way, so that a chunk comes back as it was.
# Seen with numcodecs 0.16.0 (Debian 13): of floating-point numbers it keeps rounded differences, and adds them up. After 1e20 the losses
# 2, 3, 4 come back as 0, 1, 2; after an infinite one all that follow in the chunk are nan; of ten thousand ordinary ones 98 % differ in the
# last digits. Of integers every bit comes back.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-numcodecs=0.16.0+ds-1 python3-numpy=1:2.2.4+ds-1" '
  cat >delta.py <<END
import sys
import warnings

import numcodecs
import numpy

warnings.simplefilter("error", UserWarning)


def again(values):
    codec = numcodecs.Delta(values.dtype)
    with numpy.errstate(invalid="ignore"):  # inf - inf
        return codec.decode(codec.encode(values))


huge = again(numpy.array([1, 1e20, 2, 3, 4]))
infinite = again(numpy.array([1, numpy.inf, 2, 3, 4]))
losses = numpy.random.default_rng(0).exponential(size=10000)
integers = numpy.random.default_rng(0).integers(-(2**63), 2**63 - 1, 10000)
print("numcodecs", numcodecs.__version__, "numpy", numpy.__version__)
print("1, 1e20, 2, 3, 4:", huge, "with inf:", infinite)
differ = (again(losses) != losses).mean()
print("share of losses that differ:", differ, "of integers:", (again(integers) != integers).mean())
right = (again(integers) == integers).all()
sys.exit(0 if right and differ > 0.3 and huge.tolist() == [1, 1e20, 0, 1, 2] and numpy.isnan(infinite[2:]).all() else 1)
END
  python3 delta.py'
