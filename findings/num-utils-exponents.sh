#!/usr/bin/env bash
# Guess: a program that averages the numbers in a file reads 1e-3.
# Seen with num-utils 0.5 (Debian 13): numaverage, numsum and numbound read the digits before the e. The mean of 1e-3, 2e-3 and 3e-3 is 2,
# the smallest of 0.5 and 9e-9 is 0.5, and a loss of 1e+30 counts as 1. Infinite losses and nan are left out. No message says so.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "num-utils=0.5-15" '
  dpkg -s num-utils | grep Version
  of() { program=$1; shift; printf "%s\n" "$@" | "$program" 2>&1; }
  mean=$(of numaverage 1e-3 2e-3 3e-3) sum=$(of numsum 1e-3 2e-3 3e-3) large=$(of numaverage 1e+30 3)
  smallest=$(printf "0.5\n9e-9\n" | numbound -l)
  infinite=$(of numaverage 0.5 inf nan 0.1)
  echo "mean of 1e-3, 2e-3, 3e-3: $mean, sum: $sum"
  echo "mean of 1e+30 and 3: $large"
  echo "smallest of 0.5 and 9e-9: $smallest"
  echo "mean of 0.5, inf, nan, 0.1: $infinite"
  [ "$mean $sum $large $smallest $infinite" = "2 6 2 0.5 0.3" ]'
