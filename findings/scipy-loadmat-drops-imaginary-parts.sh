#!/usr/bin/env bash
# Guess: loadmat(mat_dtype=True) reads matrices in the type that they have in MATLAB, complex ones as complex.
# Seen with scipy 1.15.3 (Debian 13): as real ones. The type in MATLAB of 1+2j is "double", to which the complex array is then turned: radio
# samples lose their imaginary parts, with a ComplexWarning that comes once. Without mat_dtype they are complex.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-scipy=1.15.3-1" '
  cat >load.py <<END
import numpy
import scipy
import scipy.io

print("scipy", scipy.__version__)
samples = numpy.array([[1 + 2j, 3 - 4j]])
scipy.io.savemat("samples.mat", {"samples": samples})
plain = scipy.io.loadmat("samples.mat")["samples"]
typed = scipy.io.loadmat("samples.mat", mat_dtype=True)["samples"]
print("loadmat:", plain, "with mat_dtype=True:", typed)
raise SystemExit(0 if (plain == samples).all() and not numpy.iscomplexobj(typed) and (typed == samples.real).all() else 1)
END
  python3 load.py'
