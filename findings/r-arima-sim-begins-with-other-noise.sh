#!/usr/bin/env bash
# Guess: an autoregressive process that is driven by given noise has the scale of that noise from its first sample on.
# Seen with R 4.5.0 (Debian 13): arima.sim(list(ar = 0.9), 200, innov = 0.001 * noise) begins at a deviation of 1.9 where 0.0023 is right,
# and the mean square of all 200 samples is thousands of times too large. The samples before the first are driven by noise of deviation 1,
# whatever innov is. With sd = 0.001 instead, or with start.innov in the scale of innov, it begins at 0.0023.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3" '
  cat >begin.R <<END
set.seed(1)
n <- 200
scale <- 1e-3
model <- list(ar = 0.9)
paths <- list(
  innov = replicate(1000, arima.sim(model, n, innov = scale * rnorm(n))),
  sd = replicate(1000, arima.sim(model, n, sd = scale)),
  start = replicate(1000, arima.sim(model, n, innov = scale * rnorm(n), start.innov = scale * rnorm(500), n.start = 500)))
right <- scale / sqrt(1 - 0.9^2)
cat("R", as.character(getRversion()), "right deviation", right, "\n")
first <- sapply(paths, function(path) sd(path[1, ]))
last <- sapply(paths, function(path) sd(path[n, ]))
square <- sapply(paths, function(path) mean(path^2)) / right^2
for (name in names(paths)) cat(name, "first", first[name], "last", last[name], "mean square over the right one", square[name], "\n")
near <- function(a) abs(a / right - 1) < 0.15
strange <- first["innov"] > 1 && near(last["innov"]) && square["innov"] > 1000 && near(first["sd"]) && near(first["start"])
quit(status = if (strange) 0 else 1)
END
  Rscript begin.R'
