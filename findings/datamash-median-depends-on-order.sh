#!/usr/bin/env bash
# Guess: a median of losses with a nan is nan, or the median of the others.
# Seen with GNU datamash 1.9 (Debian 13): it depends on the order of the lines. Of 1, 2, 3, 7, 8, 9 and a nan it is 3, 7 or nan; of the
# others alone it is 5. The largest is nan if the nan comes first, and 9 otherwise. It ends with 0 each time.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "datamash=1.9-1" '
  set -e
  datamash --version | head -n 1
  found() { printf "%s\n" $1 | datamash --output-delimiter=" " median 1 max 1; }
  all=""
  for losses in "1 2 3 7 8 9" "nan 1 2 3 7 8 9" "1 2 3 nan 7 8 9" "1 2 3 7 8 9 nan" "9 8 nan 7 1 2 3"; do
    result=$(found "$losses")
    echo "$losses: median and largest $result"
    all="$all$result, "
  done
  test "$all" = "5 9, 3 nan, nan 9, 7 9, 7 9, "'
