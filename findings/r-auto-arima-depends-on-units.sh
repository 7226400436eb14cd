#!/usr/bin/env bash
# Guess: which model an information criterion chooses does not depend on the unit of the series.
# Seen with the forecast 8.23.0 of R (Debian 13): auto.arima gives an autoregressive process with a pole at 0.9 its pole, 0.88, in units
# from 1e-4 to 1e6. The same series in units of 1e-6, as losses are, or of 1e8 is white noise to it: no coefficient, and a variance of
# errors 4.5 times as large. Nothing warns, and Arima(x, order = c(1, 0, 0)) finds 0.88 in units of 1e-8 to 1e6.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-cran-forecast=8.23.0-1" '
  cat >units.R <<END
suppressMessages(library(forecast))
options(warn = 2)  # a warning would end the script
set.seed(1)
series <- as.numeric(arima.sim(list(ar = 0.9), 500))
cat("forecast", as.character(packageVersion("forecast")), "\n")
found <- sapply(10^c(-8, -6, -4, 0, 4, 6, 8), function(unit) {
  model <- auto.arima(unit * series)
  fixed <- if (unit < 1e8) coef(Arima(unit * series, order = c(1, 0, 0)))[1] else NA
  cat("unit", unit, as.character(model), "variance of errors over unit squared", model\$sigma2 / unit^2, "Arima(1, 0, 0)", fixed, "\n")
  c(unname(arimaorder(model)[1]), model\$sigma2 / unit^2, fixed)
})
orders <- all(found[1, ] == c(0, 0, 1, 1, 1, 1, 0))
variances <- all(found[2, c(1, 2, 7)] > 4) && all(found[2, 3:6] < 1.2)
quit(status = if (orders && variances && all(abs(found[3, 1:6] - 0.88) < 0.01)) 0 else 1)
END
  Rscript units.R'
