#!/usr/bin/env bash
# Guess: for a matrix H of complex channel gains with independent columns, pseudoinverse(H) times H is the identity, as of MASS::ginv.
# Seen with corpcor 1.6.10 in R 4.2.2 (Debian 12): the product is off by 0.75, without an error or a warning, and least squares by it are
# wrong. It transposes singular vectors without conjugating them; of real matrices both are the same.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian bookworm "r-base-core=4.2.2.20221110-2 r-cran-corpcor=1.6.10-1 r-cran-mass=7.3-58.2-1" '
  cat >channel.R <<END
options(warn = 2)
cat(R.version.string, "corpcor", as.character(packageVersion("corpcor")), "\n")
H <- matrix(c(1+1i, 2, 0, 1-2i, 3i, 1), 3, 2)
sent <- c(1+1i, 1-1i)
off <- function(inverse) c(identity = max(Mod(inverse %*% H - diag(2))), sent = max(Mod(inverse %*% (H %*% sent) - sent)))
found <- rbind(complex = off(corpcor::pseudoinverse(H)), MASS = off(MASS::ginv(H)))
H <- Re(H)
sent <- Re(sent)
found <- rbind(found, real = off(corpcor::pseudoinverse(H)))
print(signif(found, 2))
quit(status = if (all(found["complex", ] > 0.5) && all(found[-1, ] < 1e-12)) 0 else 1)
END
  Rscript channel.R'
