#!/usr/bin/env bash
# Guess: numpy sums in pairs, so that a mean in single precision is right to some digits, however long the table is.
# Seen with numpy 2.2.4 (Debian 13): in pairs only along the rows of memory. Of 2^25 rows of two numbers 0.1 in single precision, one row a
# sample, the mean of each column is 0.0625 and of ones 0.5, where the mean of the whole table is 0.1000, and so is that of the same columns
# in Fortran order. The deviation of the ones is 0.35 instead of 0, and pandas 2.2.3 gives the same means. mean(axis=0, dtype=float) is
# right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-numpy=1:2.2.4+ds-1 python3-pandas=2.2.3+dfsg-9" '
  cat >columns.py <<END
import numpy
import pandas

print("numpy", numpy.__version__, "pandas", pandas.__version__)
rows = numpy.full((2**25, 2), 0.1, dtype=numpy.float32)
columns, ones = rows.mean(axis=0), numpy.ones_like(rows)
right = {"table": rows.mean(), "Fortran order": numpy.asfortranarray(rows).mean(axis=0).max(), "dtype=float": rows.mean(axis=0, dtype=float).max()}
print("mean of each column:", columns, "of ones:", ones.mean(axis=0), "their deviation:", ones.std(axis=0))
print("pandas:", pandas.DataFrame(rows).mean().values, {name: float(mean) for name, mean in right.items()})
strange = abs(columns - 0.0625).max() < 1e-6 and (ones.mean(axis=0) == 0.5).all()
raise SystemExit(0 if strange and all(abs(mean - 0.1) < 1e-4 for mean in right.values()) else 1)
END
  python3 -W ignore columns.py'
