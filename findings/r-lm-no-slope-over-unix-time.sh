#!/usr/bin/env bash
# Guess: the slope of a line through prices or losses can be fitted against Unix time, which double precision holds to a microsecond.
# Seen with R 4.5.0 (Debian 13): over five minutes lm gives NA for the slope, without a warning, and its fitted line is the mean. It drops a
# column of which less than 1e-7 is left beside the constant; seconds since 1970 vary by less than that within ten minutes. glm fits the
# slope of the same rows, and lm does over an hour, or if the seconds are counted from the first.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3" '
  cat >slope.R <<END
options(warn = 2)  # a warning would end the script
slope <- function(kind, seconds, start) {
  time <- start + seq(0, seconds)
  price <- 3 + 0.01 * (time - start) + 0.01 * sin(time)
  fit <- kind(price ~ time)
  list(slope = unname(coef(fit)[2]), worst = max(abs(fitted(fit) - price)))
}
unix <- 1764500000
found <- list(lm_5_minutes = slope(lm, 300, unix), glm_5_minutes = slope(glm, 300, unix), lm_hour = slope(lm, 3600, unix),
              lm_5_minutes_from_0 = slope(lm, 300, 0))
cat("R", as.character(getRversion()), "right slope 0.01\n")
for (name in names(found)) cat(name, "slope", found[[name]]\$slope, "worst error of the line", found[[name]]\$worst, "\n")
right <- function(name) isTRUE(abs(found[[name]]\$slope / 0.01 - 1) < 1e-3)
strange <- is.na(found\$lm_5_minutes\$slope) && found\$lm_5_minutes\$worst > 1
quit(status = if (strange && right("glm_5_minutes") && right("lm_hour") && right("lm_5_minutes_from_0")) 0 else 1)
END
  Rscript slope.R'
