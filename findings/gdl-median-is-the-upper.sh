#!/usr/bin/env bash
# Guess: the median of 1, 2, 3, 4 is 2.5.
# Seen with GDL 1.1.1 (Debian 13): 3: of two middle values it is the upper one, unless /EVEN is given. Of ten runs of which five are at 0
# and five have diverged to 1e6 it is 1e6, and of an even number of seeds it is always too large.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "gnudatalanguage=1.1.1-1" '
  cat >median.pro <<END
print, "GDL", !version.release, median([1., 2, 3, 4]), median([1., 2, 3, 4], /even), median([fltarr(5), fltarr(5) + 1e6])
exit
END
  gdl -q median.pro 2>/dev/null | tee said
  tr -s " " <said | grep -q "3.00000 2.50000 1.00000e+06"'
