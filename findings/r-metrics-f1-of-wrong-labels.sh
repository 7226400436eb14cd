#!/usr/bin/env bash
# Guess: the F1 score of predicted labels is 0 if none of them is right.
# Seen with Metrics 0.1.4 of R (Debian 13): f1 compares the sets of different labels, as a search for documents does, and is 1 as soon as
# both labels occur in both series, even if every prediction is wrong. fbeta_score of the same package is nan there, and 0.5 where half are
# right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-base-core=4.5.0-3 r-cran-metrics=0.1.4-2" '
  cat >labels.R <<END
library(Metrics)
options(warn = 2)  # a warning would end the script
labels <- c(1, 1, 0, 0, 1, 0, 1, 0)
cases <- list("all right" = labels, "half right" = c(1, 0, 0, 1, 1, 1, 0, 0), "all wrong" = 1 - labels)
found <- sapply(cases, function(predicted) c(f1 = f1(labels, predicted), fbeta_score = fbeta_score(labels, predicted)))
cat("Metrics", as.character(packageVersion("Metrics")), "\n")
print(found)
right <- found["fbeta_score", 1:2] == c(1, 0.5) & found["f1", 1:2] == 1
quit(status = if (all(right) && found["f1", 3] == 1 && is.nan(found["fbeta_score", 3])) 0 else 1)
END
  Rscript labels.R'
