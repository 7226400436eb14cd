#!/usr/bin/env bash
# Guess: a reader of samples scales them when it is asked for another type: 0.5 is 16384 as an integer of 16 bits.
# Seen with soundfile 0.13.1 and libsndfile 1.2.2 (Debian 13): so it is between integers, and for a file of integers that is read as floats.
# A file of floats is not scaled: read as int16, all that is below 0.5 is 0. Integers written to a file of floats are as large as they were.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-soundfile=0.13.1-2 libsndfile1=1.2.2-2+deb13u1 python3-numpy" '
  cat >samples.py <<END
import sys
import warnings

import numpy as np
import soundfile

warnings.simplefilter("error")
print("soundfile", soundfile.__version__, soundfile.__libsndfile_version__)
floats = np.array([0.4, -0.25, 0.1, -0.49])
shorts = np.array([1, 1000, -32768], dtype=np.int16)


def copied(samples, subtype, dtype):
    soundfile.write("samples.wav", samples, 48000, subtype=subtype)
    found = soundfile.read("samples.wav", dtype=dtype)[0].tolist()
    print(samples.dtype, samples.tolist(), "in a file of", subtype, "read as", dtype, found)
    return found


by_integers = copied(floats, "PCM_16", "int16")
by_floats = copied(floats, "FLOAT", "int16")
from_integers = copied(shorts, "PCM_24", "float64")
from_floats = copied(shorts, "FLOAT", "float64")
scaled = abs(by_integers[1] + 8192) < 2 and abs(from_integers[2] + 1) < 1e-3
sys.exit(0 if scaled and by_floats == [0, 0, 0, 0] and from_floats == [1, 1000, -32768] else 1)
END
  python3 samples.py'
