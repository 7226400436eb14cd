#!/usr/bin/env bash
# Guess: with the same seed a longer series begins with the shorter one: randn(17)[:16] is randn(16), so that learning curves over nested
# data can be drawn anew.
# Seen with PyTorch 2.6.0 (Debian 13), on the processor: from 16 numbers on they are made in blocks of 16, and of a length that is no
# multiple of 16 the last 16 are drawn again. Up to 15 they are other numbers altogether. rand does not depend on the length; nor does
# numpy.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-torch=2.6.0+dfsg-7" '
  cat >lengths.py <<END
import numpy
import torch

print("torch", torch.__version__)


def drawn(draw, length):
    torch.manual_seed(0)
    return draw(length)


series = {length: drawn(torch.randn, length) for length in (8, 15, 16, 17, 32, 40)}
for length, numbers in series.items():
    print("randn of", length, "begins with", [round(number, 3) for number in numbers[:3].tolist()])


def nested(shorter, longer):
    return torch.equal(series[longer][:shorter], series[shorter])


found = {(shorter, longer): nested(shorter, longer) for shorter, longer in ((8, 15), (15, 16), (16, 17), (16, 32), (32, 40))}
uniform = torch.equal(drawn(torch.rand, 17)[:16], drawn(torch.rand, 16))
peer = numpy.array_equal(numpy.random.default_rng(0).normal(size=17)[:16], numpy.random.default_rng(0).normal(size=16))
print("the shorter begins the longer:", found, "rand:", uniform, "numpy:", peer)
right = {(8, 15): True, (15, 16): False, (16, 17): False, (16, 32): True, (32, 40): False}
raise SystemExit(0 if found == right and uniform and peer else 1)
END
  python3 -W ignore lengths.py'
