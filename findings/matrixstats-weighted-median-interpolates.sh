#!/usr/bin/env bash
# Guess: the weighted median of 1, 2 and 10 with weights 1, 1 and 5 is the median of 1, 2 and five times 10: 10.
# Seen with matrixStats 1.5.0 in R 4.5.0 (Debian 13): 7.33. Unless told interpolate = FALSE it interpolates the cumulated weights, also
# where one value has most of the weight; of equal weights it is the median. Repeating all weights tenfold changes nothing: 7.33.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3 r-cran-matrixstats=1.5.0-1" '
  cat >median.R <<END
library(matrixStats)
cat(R.version.string, "matrixStats", as.character(packageVersion("matrixStats")), "\n")
x <- c(1, 2, 10)
w <- c(1, 1, 5)
found <- c(default = weightedMedian(x, w), tenfold = weightedMedian(x, 10 * w), no = weightedMedian(x, w, interpolate = FALSE), repeated = median(rep(x, w)))
print(found)
quit(status = if (all(abs(found - c(22 / 3, 22 / 3, 10, 10)) < 1e-9)) 0 else 1)
END
  Rscript median.R'
