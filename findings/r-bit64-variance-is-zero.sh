#!/usr/bin/env bash
# Guess: functions of R do with a column of 64-bit integers what they do with numbers, or refuse it: var is the square of sd.
# Seen with bit64 4.6.0-1 of R (Debian 13): those that do not know the class read the bits as doubles, without a word. Of the volumes 10,
# 20, 30, 40 the mean and sd are right, but var is 0, the sums by group that tapply makes are 1.5e-322 and 3.5e-322, lm over them has the
# slope NaN, and the largest of the negative ones cannot be found.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3 r-cran-bit64=4.6.0-1-4" '
  cat >volumes.R <<END
suppressPackageStartupMessages(library(bit64))
options(warn = 2)  # a warning would end the script
plain <- c(10, 20, 30, 40)
volumes <- as.integer64(plain)
sides <- c("buy", "buy", "sell", "sell")
right <- as.numeric(mean(volumes)) == 25 && abs(sd(volumes) - sd(plain)) < 1e-12
sums <- tapply(volumes, sides, sum)
slope <- unname(coef(lm(plain ~ volumes))[2])
cat("bit64", packageDescription("bit64")\$Version, "mean", as.numeric(mean(volumes)), "sd", sd(volumes), "\n")
cat("var", var(volumes), "where", var(plain), "is right\n")
cat("sums by group", sums, "where", tapply(plain, sides, sum), "are right\n")
cat("slope", slope, "where 1 is right; largest of the negative ones", which.max(-volumes), "where", which.max(-plain), "is right\n")
strange <- var(volumes) == 0 && all(sums < 1e-321) && is.nan(slope) && length(which.max(-volumes)) == 0
quit(status = if (right && strange) 0 else 1)
END
  Rscript volumes.R'
