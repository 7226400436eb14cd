#!/usr/bin/env bash
# Guess: of a million uniform random numbers in double precision no two are equal.
# Seen with R 4.5.0 (Debian 13): 111 came before, since runif makes a number of 32 bits, so that the ranks of 100000 numbers often have
# ties. rexp repeats 82 times. rnorm, which joins two draws, does not repeat.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3" '
  cat >repeats.R <<END
set.seed(3)
count <- 1e6
repeats <- c(runif = sum(duplicated(runif(count))), rexp = sum(duplicated(rexp(count))), rnorm = sum(duplicated(rnorm(count))))
set.seed(1)
tied <- sum(sapply(1:20, function(run) anyDuplicated(runif(1e5)) > 0))
cat("R", as.character(getRversion()), "numbers that came before:\n")
print(repeats)
cat("series of 1e5 with a tie:", tied, "of 20; birthdays of 2^32 days give", count^2 / 2^33, "of 1e6\n")
quit(status = if (all(repeats == c(111, 82, 0)) && tied > 5) 0 else 1)
END
  Rscript repeats.R'
