#!/usr/bin/env bash
# Guess: ridge regression is linear in the targets: at the same lambda, targets in another unit give the same weights in that unit.
# Seen with glmnet 4.1-8 (R 4.5.0, Debian 13): at lambda 0.5 the weights of y are shrunk by 11 % (by a third in the formula), those of
# 1000 y by 0.01 %, and those of y / 1000 by 99 %. The targets are divided by their deviation first, and so what is solved has
# lambda / sd(y), with standardize = FALSE and without an intercept as well. For the lasso, whose lambda has the unit of the targets, this
# is right.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "r-cran-glmnet=4.1-8-1" '
  cat >ridge.R <<END
suppressMessages(library(glmnet))
set.seed(1)
n <- 200
states <- matrix(rnorm(3 * n), n)
targets <- drop(states %*% c(1, 2, 3)) + rnorm(n)
lambda <- 0.5
fitted <- function(unit) {
  model <- glmnet(states, unit * targets, alpha = 0, lambda = lambda, standardize = FALSE, intercept = FALSE, thresh = 1e-14)
  as.numeric(coef(model))[-1] / unit
}
solved <- function(penalty) drop(solve(crossprod(states) / n + penalty * diag(3), crossprod(states, targets) / n))
same <- function(a, b) max(abs(a - b)) < 1e-4
deviation <- sqrt(mean((targets - mean(targets))^2))
cat("glmnet", as.character(packageVersion("glmnet")), "R", as.character(getRversion()), "\n")
cat("targets times 1:", fitted(1), "times 1000:", fitted(1000), "divided by 1000:", fitted(1e-3), "\n")
cat("solved with lambda:", solved(lambda), "with lambda / sd:", solved(lambda / deviation), "without:", solved(0), "\n")
strange <- same(fitted(1000), solved(lambda / deviation / 1000)) && same(fitted(1e-3), solved(lambda / deviation * 1000)) &&
  max(abs(fitted(1e-3))) < 0.1 && !same(fitted(1), solved(lambda))
quit(status = if (strange) 0 else 1)
END
  Rscript ridge.R'
