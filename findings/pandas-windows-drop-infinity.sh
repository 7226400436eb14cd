#!/usr/bin/env bash
# Guess: expanding().max() is cummax(), and a window that holds an infinite loss has an infinite mean.
# Seen with pandas 2.2.3 (Debian 13): expanding, rolling and exponential windows take infinite values for missing ones. Of the losses 1,
# inf, 2, 3, 4 the largest so far is 1, 1, 2, 3, 4, although cummax says inf from the second on; rolling(2, min_periods=1).mean() is 1, 1,
# 2, 2.5, 3.5, and the expanding median of the losses of five runs, three of them infinite, is that of the other two. A run that diverged
# leaves no trace.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "python3-pandas=2.2.3+dfsg-9" '
  cat >windows.py <<END
import numpy
import pandas

print("pandas", pandas.__version__)
losses = pandas.Series([1, numpy.inf, 2, 3, 4])
runs = pandas.Series([1, 2, numpy.inf, numpy.inf, numpy.inf])
found = {"cummax": losses.cummax(), "expanding max": losses.expanding().max(), "rolling mean": losses.rolling(2, min_periods=1).mean(),
         "ewm mean": losses.ewm(alpha=0.5).mean(), "expanding median of runs": runs.expanding().median()}
for name, values in found.items():
    print(name, values.tolist())
print("mean", losses.mean(), "median of runs", runs.median())
finite = all(numpy.isfinite(values).all() for name, values in found.items() if name != "cummax")
strange = finite and found["expanding max"].tolist() == [1, 1, 2, 3, 4] and found["expanding median of runs"].iloc[-1] == 1.5
raise SystemExit(0 if strange and numpy.isinf([losses.mean(), runs.median(), losses.cummax().iloc[-1]]).all() else 1)
END
  python3 -W ignore windows.py'
