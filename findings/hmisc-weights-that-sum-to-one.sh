#!/usr/bin/env bash
# Guess: for a weighted median only the ratios of the weights matter.
# Seen with Hmisc 5.2-3 (R 4.5.0, Debian 13): with weights of 1 the median of 1, 2, 3, 4, 10 is 3, with weights of 0.2, which sum to one as
# those of importance sampling do, it is 10, as are both quartiles, without a warning. Weights are taken for counts, and of one sample
# every quantile is the largest. With weights of 0.4, two samples, the median is 6.5. normwt=TRUE gives 3 for all.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-cran-hmisc=5.2-3-1" '
  cat >median.R <<END
suppressMessages(library(Hmisc))
options(warn = 2)
losses <- c(1, 2, 3, 4, 10)
found <- function(weight, ...) unname(wtd.quantile(losses, rep(weight, 5), probs = c(0.25, 0.5, 0.75), ...))
cat("Hmisc", as.character(packageVersion("Hmisc")), "R", as.character(getRversion()), "\n")
for (weight in c(0.2, 0.4, 1, 2)) cat("weight", weight, "quartiles", found(weight), "normalised", found(weight, normwt = TRUE), "\n")
strange <- all(found(0.2) == 10) && found(1)[2] == 3 && found(2)[2] == 3 && found(0.2, normwt = TRUE)[2] == 3
quit(status = if (strange) 0 else 1)
END
  Rscript median.R'
