#!/usr/bin/env bash
# Guess: running sums within groups are those of each group alone: 1, inf, inf, inf for the losses 1, inf, 2, 3.
# Seen with pandas 2.2.3 (Debian 13): groupby(...).cumsum() gives 1, inf, nan, nan, for it carries the rounding error of each addition
# along, and that of an infinite one is inf - inf. Series.cumsum() gives inf, and so do groupby(...).sum() and cummax().
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-pandas=2.2.3+dfsg-9" '
  cat >sums.py <<END
import numpy
import pandas

print("pandas", pandas.__version__)
losses = pandas.DataFrame({"run": [0, 0, 0, 0], "loss": [1, numpy.inf, 2, 3]})
grouped = losses.groupby("run").loss
found = {"groupby cumsum": grouped.cumsum(), "cumsum": losses.loss.cumsum(), "groupby cummax": grouped.cummax(), "groupby sum": grouped.sum()}
for name, values in found.items():
    print(name, values.tolist())
infinite = all(numpy.isinf(values.iloc[-1]) for name, values in found.items() if name != "groupby cumsum")
raise SystemExit(0 if infinite and numpy.isnan(found["groupby cumsum"].iloc[2:]).all() else 1)
END
  python3 -W ignore sums.py'
