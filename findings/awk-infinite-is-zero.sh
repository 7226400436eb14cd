#!/usr/bin/env bash
# Guess: awk adds what printf wrote for an infinite loss, "inf", as infinity, or stops.
# Seen with gawk 5.2.1 and mawk 1.3.4 (Debian 13): as 0. The mean of the losses 1, inf, 3 is 1.33 in both. With a sign they part: of -inf
# gawk makes -inf and mawk 0. nan is 0 as well. datamash 1.9 gives inf and nan.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "gawk=1:5.2.1-2+b1 mawk=1.3.4.20250131-1 datamash=1.9-1" '
  gawk --version | head -n 1
  mawk --version 2>&1 | head -n 1
  found=
  for awk in gawk mawk; do
    for loss in inf nan -inf; do
      mean=$(printf "1\n%s\n3\n" $loss | $awk "{ sum += \$1 } END { print sum / NR }")
      echo "$awk: mean of 1, $loss, 3: $mean"
      found="$found $mean"
    done
  done
  echo "datamash: $(printf "1\ninf\n3\n" | datamash mean 1), $(printf "1\nnan\n3\n" | datamash mean 1)"
  [ "$found" = " 1.33333 1.33333 -inf 1.33333 1.33333 1.33333" ]'
