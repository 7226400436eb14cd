#!/usr/bin/env bash
# Guess: a program that reads and writes raw single precision, at the same rate and without an effect, copies it.
# Seen with SoX 14.4.2 (Debian 13): samples pass through 32-bit integers that stand for -1 to 1. 1.5, -3 and 1000 become 1, -1 and 1, with a
# warning; 1e-9 and less become 0, 1e-6 is 1.3 % off and 0.1 is 0.10000002, without one. Complex samples of a receiver that count in steps
# of a converter (to 32768) are square waves afterwards. With 64-bit floats the large ones are cut as well, and 1e-12 becomes 0.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "sox=14.4.2+git20190427-5+b3 python3-numpy=1:2.2.4+ds-1" '
  cat >copy.py <<END
import subprocess
import sys

import numpy

print(subprocess.run(["sox", "--version"], capture_output=True, text=True, check=True).stdout.strip())
given = numpy.array([1e-12, 1e-9, 1e-6, 0.1, 0.5, 1.5, -3, 1000])


def copied(bits):
    given.astype(f"f{bits // 8}").tofile("in.raw")
    form = ["-t", "raw", "-e", "floating-point", "-b", str(bits)]
    done = subprocess.run(["sox", *form, "-r", "48000", "-c", "1", "in.raw", *form, "out.raw"], capture_output=True, text=True, check=True)
    got = numpy.fromfile("out.raw", f"f{bits // 8}").astype(float)
    print(bits, "bits:", dict(zip(given.tolist(), got.tolist())), "said:", done.stderr.split())
    return got


single, double = copied(32), copied(64)
strange = [numpy.allclose(got[4:], [0.5, 1, -1, 1], atol=1e-6) and got[0] == 0 for got in (single, double)]
strange += [single[1] == 0, abs(single[2] / 1e-6 - 1) > 0.01, abs(single[3] - numpy.float32(0.1)) > 1e-8]
print(strange)
sys.exit(0 if all(strange) else 1)
END
  python3 copy.py'
