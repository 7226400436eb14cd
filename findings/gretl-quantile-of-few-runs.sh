#!/usr/bin/env bash
# Guess: a quantile of some losses lies between the smallest and the largest of them.
# Seen with gretl 2025a (Debian 13): it is missing if it lies outside 1 / (n + 1) to n / (n + 1). The quantiles 0.05 and 0.95 of 18 losses
# are NA, as are 0.1 and 0.9 of 8, without a warning; of 19 losses 0.95 is the largest one, but 0.05 is NA where it is the smallest.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "gretl=2025a-1" '
  cat >quantile.inp <<END
nulldata 18
series losses = index
printf "quantiles of 18: %g %g %g\n", quantile(losses, 0.05), quantile(losses, 0.9), quantile(losses, 0.95)
nulldata 19
series losses = index
printf "quantiles of 19: %g %g %g\n", quantile(losses, 0.05), quantile(losses, 0.9), quantile(losses, 0.95)
matrix eight = {1; 2; 3; 4; 5; 6; 7; 8}
printf "quantiles of 8: %g %g %g\n", quantile(eight, 0.1), quantile(eight, 0.5), quantile(eight, 0.9)
END
  gretlcli -b quantile.inp </dev/null >said 2>&1
  cat said
  # No line but the results tells of missing numbers.
  if grep -i warn said; then exit 1; fi
  for line in "18: NA 17.1 NA" "19: NA 18 19" "8: NA 4.5 NA"; do
    grep -q -x "quantiles of $line" said || exit 1
  done'
