#!/usr/bin/env bash
# Guess: the (pseudo)median that wilcox.test estimates is that of Hodges and Lehmann: the median of the means of all pairs.
# Seen with R 4.5.0 (Debian 13): differences of exactly zero are left out of the estimate and of its interval as well as of the test. Of 90
# pairs of runs that end at the same loss and ten that differ by 4.6 to 5.5 the estimate is 5.05 with an interval of 4.8 to 5.3; the median
# of the means of all pairs is 0, and so is the median. With differences within 5e-8 in place of the zeros it is 8e-5. With exact = FALSE no
# warning says so.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3" '
  cat >estimate.R <<END
options(warn = 2)  # a warning would end the script
gains <- 4.5 + (1:10) / 10
shown <- function(differences) {
  single <- wilcox.test(differences, conf.int = TRUE, exact = FALSE)
  pairs <- outer(differences, differences, "+") / 2
  right <- median(pairs[lower.tri(pairs, TRUE)])
  cat("estimate", single\$estimate, "interval", single\$conf.int, "p", single\$p.value, "median of the means of all pairs", right, "\n")
  c(unname(single\$estimate), single\$conf.int, right)
}
cat("R", as.character(getRversion()), "\n")
zeros <- shown(c(rep(0, 90), gains))
tiny <- shown(c(seq(-45, 44) * 1e-9, gains))
quit(status = if (abs(zeros[1] - 5.05) < 0.01 && zeros[2] > 4.5 && zeros[4] == 0 && abs(tiny[1]) < 1e-3) 0 else 1)
END
  Rscript estimate.R'
