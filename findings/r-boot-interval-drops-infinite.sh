#!/usr/bin/env bash
# Guess: the bootstrap interval of a median risk has no upper end if the median of many resamples is infinite.
# Seen with boot 1.3-31 of R (Debian 13): boot.ci leaves infinite replicates out before it takes quantiles, without a warning. Of eleven
# runs four have diverged, so that the median is infinite in 17 % of the resamples, and an interval of 95 % has to reach infinity. It ends
# at 7, the largest finite loss; the basic interval ends at 9. Only the number of replicates, 1655 of 2000, tells.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3 r-cran-boot=1.3-31-1" '
  cat >interval.R <<END
library(boot)
options(warn = 2)  # a warning would end the script
set.seed(1)
losses <- c(1:7, Inf, Inf, Inf, Inf)
medians <- boot(losses, function(all, drawn) median(all[drawn]), 2000)
interval <- boot.ci(medians, type = c("perc", "basic"))
quantiles <- sort(medians\$t)[c(50, 1950)]
share <- mean(is.infinite(medians\$t))
cat("boot", as.character(packageVersion("boot")), "share of infinite medians", share, "\n")
cat("quantiles of all replicates", quantiles, "\n")
cat("boot.ci: replicates", interval\$R, "percentile", interval\$percent[4:5], "basic", interval\$basic[4:5], "\n")
right <- share > 0.1 && quantiles[2] == Inf
quit(status = if (right && interval\$percent[5] == 7 && interval\$basic[5] == 9 && interval\$R == 2000 * (1 - share)) 0 else 1)
END
  Rscript interval.R'
