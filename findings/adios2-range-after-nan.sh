#!/usr/bin/env bash
# Guess: the smallest and largest value that a file says it has do not depend on where a nan stands.
# Seen with ADIOS2 2.10.2 (Debian 13): for 1, nan, 3 it keeps 1 to 3, and for nan, 1, 3 the range 3 to 3, which is what bpls -l shows and
# what programs that ask for the range get. The number after a leading nan is compared with one side only. Two nan have the range from
# 1.8e308 down to -1.8e308.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-adios2=2.10.2+dfsg1-2 adios2-serial-bin=2.10.2+dfsg1-2 python3-numpy=1:2.2.4+ds-1" '
  cat >write.py <<END
import adios2
import numpy

losses = {"inside": [1, numpy.nan, 3], "first": [numpy.nan, 1, 3], "falling": [numpy.nan, 3, 1], "both": [numpy.nan, numpy.nan]}
with adios2.Stream("losses.bp", "w") as file:
    for name, values in losses.items():
        file.write(name, numpy.array(values, float), (len(values),), (0,), (len(values),))
with adios2.Stream("losses.bp", "r") as file:
    for _ in file.steps():
        print("ADIOS2", adios2.__version__, "reads", *(f"{name} {file.read(name)}" for name in losses))
        print({name: (found["Min"], found["Max"]) for name, found in file.available_variables().items()})
END
  python3 write.py || exit 1
  bpls.serial -l losses.bp >said
  cat said
  grep -q "inside .* = 1 / 3" said && grep -q "first .* = 3 / 3" said && grep -q "both .* = 1.79769e+308 / -1.79769e+308" said'
