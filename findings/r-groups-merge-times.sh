#!/usr/bin/env bash
# Guess: tapply and aggregate make a group of each different number.
# Seen with R 4.5.0 (Debian 13): groups are made of texts of 15 digits, and of Unix time those end at 10 microseconds. A thousand trades, a
# microsecond apart, are a thousand for unique and duplicated, and 101 for tapply, aggregate, split, table and factor: the volumes of about
# ten trades are added up. Losses of 0.1 + 0.2 and 0.3 are one group as well.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3" '
  cat >groups.R <<END
times <- 1764500000 + (1:1000) / 1e6
volumes <- rep(1, 1000)
cat("R", as.character(getRversion()), "times differ by", range(diff(times)), "\n")
groups <- c(unique = length(unique(times)), duplicated = sum(! duplicated(times)), rowsum = nrow(rowsum(volumes, times)),
            tapply = length(tapply(volumes, times, sum)), aggregate = nrow(aggregate(volumes, list(times), sum)),
            split = length(split(volumes, times)), table = length(table(times)), factor = nlevels(factor(times)))
print(groups)
cat("largest volume at a time", max(tapply(volumes, times, sum)), "\n")
cat("groups of 0.1 + 0.2 and 0.3:", length(tapply(c(1, 1), c(0.1 + 0.2, 0.3), sum)), "\n")
quit(status = if (all(groups[1:3] == 1000) && all(groups[4:8] < 120) && length(tapply(c(1, 1), c(0.1 + 0.2, 0.3), sum)) == 1) 0 else 1)
END
  Rscript groups.R'
