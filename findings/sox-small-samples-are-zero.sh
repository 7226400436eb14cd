#!/usr/bin/env bash
# Guess: a program for samples copies a file of floating-point numbers as it is when nothing else is asked for.
# Seen with SoX 14.4.2+git20190427 (Debian 13): every sample passes a 32-bit integer of which full scale is 1. Single 1e-10 becomes 0 and
# 3e-7 is 0.7 % off; of double precision, 1e-10 becomes 0 as well and 1/3 is off in the tenth digit. Nothing warns.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "sox=14.4.2+git20190427-5+b3 python3-minimal=3.13.5-1" '
  cat >samples.py <<END
import struct
import subprocess

values = [1e-10, 3e-7, 0.1, 1 / 3, 0.5, -0.5]
found = {}
for name, letter, bits in (("singles", "f", "32"), ("doubles", "d", "64")):
    form = ["-t", "raw", "-e", "floating-point", "-b", bits, "-r", "1000000", "-c", "1"]
    given = struct.pack(f"<{len(values)}{letter}", *values)
    run = subprocess.run(["sox", *form, "-", *form, "-"], input=given, capture_output=True, check=True)
    exact = struct.unpack(f"<{len(values)}{letter}", given)
    found[name] = struct.unpack(f"<{len(values)}{letter}", run.stdout)
    print(name, "given", exact, "copied", found[name], "said", run.stderr.decode() or "nothing")
    strange = run.stderr == b"" and found[name][0] == 0 and 2.97e-7 < found[name][1] < 2.9995e-7 and found[name][4:] == (0.5, -0.5)
    if not strange or all(abs(a - b) < 1e-12 for a, b in zip(exact, found[name])):
        raise SystemExit(1)
print(subprocess.run(["sox", "--version"], capture_output=True, check=True).stdout.decode())
raise SystemExit(0 if 1e-11 < abs(found["doubles"][3] - 1 / 3) < 1e-9 else 1)
END
  python3 samples.py'
