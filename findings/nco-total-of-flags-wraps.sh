#!/usr/bin/env bash
# Guess: the sum over 300 flags of 1 that are stored as bytes is 300, or an error.
# Seen with NCO 5.3.3 (Debian 13): 44, by ncwa and ncra -y ttl and by total() of ncap2, without a word and with code 0. The sum gets the
# type of its terms: of 300 diverged runs in a column of bytes 256 are not counted, and 300 shorts of 30000 make 21568. As doubles they
# are 300 and 9000000.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
. tests/campaigns/fresh_root.sh
in_debian trixie "nco=5.3.3-1 netcdf-bin=1:4.9.3-1" '
  flags=$(yes 1 | head -n 300 | paste -sd ,)
  echo "netcdf runs { dimensions: run = UNLIMITED; variables: byte diverged(run); short length(run);
    data: diverged = $flags; length = $(echo $flags | sed s/1/30000/g); }" | ncgen -4 -o runs.nc || exit 1
  ncwa --version 2>&1 | sed -n "s/^ncwa version/NCO/p"
  numbers() { ncdump -v "$2" "$1" | sed -n "/^data/,\$s/ \\(.*\\) = \\(.*\\) ;/\\1=\\2/p" | paste -sd " "; }
  ncwa -y ttl runs.nc ncwa.nc && ncra -y ttl runs.nc ncra.nc && ncap2 -v -s "all = diverged.total();" runs.nc ncap2.nc || exit 1
  ncap2 -v -s "diverged = double(diverged); length = double(length);" runs.nc double.nc && ncwa -y ttl double.nc right.nc || exit 1
  said="ncwa $(numbers ncwa.nc diverged,length), ncra $(numbers ncra.nc diverged,length), ncap2 $(numbers ncap2.nc all),"
  said="$said of doubles $(numbers right.nc diverged,length)"
  echo "$said"
  wrapped="diverged=44 length=21568"
  [ "$said" = "ncwa $wrapped, ncra $wrapped, ncap2 all=44, of doubles diverged=300 length=9000000" ]'
